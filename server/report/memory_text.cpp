#include "server/report/memory_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cairn::server {
namespace {

using rpc::Json;

// Below this share of a component, its parts are not worth a line.
constexpr double kLeastShare = 0.01;
constexpr std::size_t kMaxParts = 10;

const Json& member(const Json& value, const char* name) {
  static const Json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(name);
  return found == value.end() ? nothing : *found;
}

double number(const Json& value) { return value.is_number() ? value.get<double>() : 0; }

// Control characters of another process's text stay off the terminal.
std::string text(const Json& value) {
  std::string result = value.is_string() ? value.get<std::string>() : std::string();
  std::replace_if(
      result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return result;
}

std::string megabytes(const Json& value) { return fmt::format("{:9.2f}", number(value) / (1 << 20)); }

std::string share_of(double part, double whole) {
  return whole > 0 ? fmt::format("{:5.1f} %", 100 * part / whole) : std::string("      -");
}

std::vector<std::pair<std::string, const Json*>> children_by_size(const Json& node) {
  std::vector<std::pair<std::string, const Json*>> children;
  if (!node.is_object()) return children;
  for (const auto& [name, child] : node.items()) {
    if (name != "_self" && name != "_total") children.emplace_back(name, &child);
  }
  std::stable_sort(children.begin(), children.end(), [](const auto& a, const auto& b) {
    return number(member(*a.second, "_total")) > number(member(*b.second, "_total"));
  });
  return children;
}

void add_node(const std::string& name, const Json& node, double whole, std::size_t depth, std::string& out) {
  const double total = number(member(node, "_total"));
  out += fmt::format("{} {}  {}{}\n", megabytes(member(node, "_total")), share_of(total, whole),
                     std::string(2 * depth, ' '), text(name));
  std::size_t shown = 0;
  for (const auto& [child_name, child] : children_by_size(node)) {
    if (number(member(*child, "_total")) < kLeastShare * whole || ++shown > kMaxParts) break;
    add_node(child_name, *child, whole, depth + 1, out);
  }
}

void add_workers(const Json& workers, std::string& out) {
  if (!workers.is_array() || workers.empty()) return;
  out += "\nanonymous       pss    pid  worker\n";
  for (const Json& worker : workers) {
    const std::string job = text(member(worker, "job"));
    out += fmt::format("{} {} {:6.0f}  {}, {}{}{}, {:.0f} s old\n", megabytes(member(worker, "anonymous")),
                       megabytes(member(worker, "pss")), number(member(worker, "pid")), text(member(worker, "role")),
                       text(member(worker, "state")), job.empty() ? "" : " with ", job,
                       number(member(worker, "ageMs")) / 1000);
  }
}

}  // namespace

std::string memory_table(const Json& server) {
  const Json& report = member(server, "report");
  const Json& process = member(report, "process");
  const double anonymous = number(member(process, "anonymous"));
  std::string out =
      fmt::format("cairn {:.0f}  {}\n\n       MB\n", number(member(server, "pid")), text(member(server, "root")));
  for (const auto& [name, label] :
       {std::pair("rss", "resident"), std::pair("pss", "of it its share (PSS)"), std::pair("fileBacked", "of files"),
        std::pair("anonymous", "anonymous, which is:")}) {
    out += fmt::format("{}          {}\n", megabytes(member(process, name)), label);
  }
  for (const auto& [name, node] : children_by_size(member(report, "components")))
    add_node(name, *node, anonymous, 1, out);
  if (const Json& unaccounted = member(report, "unaccounted"); unaccounted.is_number()) {
    out += fmt::format("{} {}    unaccounted\n", megabytes(unaccounted), share_of(number(unaccounted), anonymous));
  } else {
    out += "                     (this build has no allocator that tells what is unaccounted)\n";
  }
  out += "\n   mapped  resident  files\n";
  for (const char* const kind : {"segments", "preludes", "other"}) {
    const Json& mapped = member(member(report, "mapped"), kind);
    out += fmt::format("{} {}  {}\n", megabytes(member(mapped, "size")), megabytes(member(mapped, "resident")), kind);
  }
  add_workers(member(report, "workers"), out);
  const Json& budget = member(report, "budget");
  out += fmt::format("\nbudget: {:.0f} of {:.0f} MB used by all processes, step: {}",
                     number(member(budget, "used")) / (1 << 20), number(member(budget, "limit")) / (1 << 20),
                     text(member(budget, "step")));
  if (const Json& pressure = member(budget, "pressure"); pressure.is_number()) {
    out += fmt::format(", memory pressure {:.1f} %", number(pressure));
  }
  return out + "\n";
}

std::string memory_list(const std::vector<Json>& servers) {
  std::string out = "      PSS anonymous    pid  root\n";
  for (const Json& server : servers) {
    const Json& process = member(member(server, "report"), "process");
    out +=
        fmt::format("{} {} {:6.0f}  {}\n", megabytes(member(process, "pss")), megabytes(member(process, "anonymous")),
                    number(member(server, "pid")), text(member(server, "root")));
  }
  return out;
}

}  // namespace cairn::server
