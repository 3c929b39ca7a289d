#include "platform/memory/system_memory.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "platform/memory/number_lines.h"

namespace cairn::memory {
namespace {

// v1 writes a number near the largest one where there is no limit.
constexpr std::uint64_t kNoLimitFrom = std::uint64_t{1} << 60;

// The folder of one of our groups: where its hierarchy is mounted, and the group's path in it.
struct Group {
  bool is_v2 = false;
  std::string mount;
  std::string path;  // "/" or "/a/b"
};

bool exists(const std::string& path) { return static_cast<bool>(read_kernel_file(path)); }

bool has_controller(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::string_view each = list.substr(0, list.find(','));
    if (each == name) return true;
    list.remove_prefix(std::min(each.size() + 1, list.size()));
  }
  return false;
}

// Our groups with a memory controller, from lines like "4:memory:/a" (v1) and "0::/a" (v2).
std::vector<Group> own_groups(const KernelRoots& roots) {
  const Result<std::string> text = read_kernel_file(roots.proc + "/self/cgroup");
  if (!text) return {};
  std::vector<Group> groups;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    std::string path(line.substr(second + 1));
    if (!path.starts_with('/')) continue;
    if (controllers.empty()) {
      // Beside v1 hierarchies, v2 is mounted in a folder of its own.
      const bool is_beside = !exists(roots.cgroup + "/cgroup.controllers");
      groups.push_back({true, roots.cgroup + (is_beside ? "/unified" : ""), std::move(path)});
    } else if (has_controller(controllers, "memory")) {
      groups.push_back({false, roots.cgroup + "/memory", std::move(path)});
    }
  }
  return groups;
}

// The folders of the group and of those around it, innermost first. In a container, the path may name what is
// outside of it, and the mount itself is our group then.
std::vector<std::string> folders_of(const Group& group) {
  std::vector<std::string> folders;
  std::string path = group.path;
  while (path.size() > 1) {
    folders.push_back(group.mount + path);
    path.resize(path.rfind('/'));
  }
  folders.push_back(group.mount);
  return folders;
}

// The number in a file; nothing if there is none, or "max".
std::optional<std::uint64_t> read_number(const std::string& path) {
  const Result<std::string> text = read_kernel_file(path);
  if (!text) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failure != std::errc() || (end != text->data() + text->size() && *end != '\n')) return std::nullopt;
  return number;
}

// The line "<name> <n>" of a group's memory.stat; 0 without it.
std::uint64_t read_stat(const std::string& path, std::string_view name) {
  const Result<std::string> text = read_kernel_file(path);
  if (!text) return 0;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
    std::uint64_t number = 0;
    std::from_chars(line.data() + name.size() + 1, line.data() + line.size(), number);
    return number;
  }
  return 0;
}

// `droppable`: the line of memory.stat that counts pages of files.
void take_limit(const std::string& folder, std::string_view limit_file, std::string_view used_file,
                std::string_view droppable, SystemMemory& memory) {
  const auto limit = read_number(folder + "/" + std::string(limit_file));
  if (!limit || *limit >= kNoLimitFrom || (memory.group_limit && *memory.group_limit <= *limit)) return;
  memory.group_limit = limit;
  memory.group_used = read_number(folder + "/" + std::string(used_file));
  memory.group_droppable = read_stat(folder + "/memory.stat", droppable);
}

// The next "<name>=<number>" of a line.
template <typename Number>
bool take_number(std::string_view& line, std::string_view name, Number& number) {
  const std::size_t at = line.find(name);
  if (at == std::string_view::npos) return false;
  line.remove_prefix(at + name.size());
  return std::from_chars(line.data(), line.data() + line.size(), number).ec == std::errc();
}

}  // namespace

std::uint64_t SystemMemory::usable() const { return std::min(total, group_limit.value_or(total)); }

Result<SystemMemory> read_system_memory(const KernelRoots& roots) {
  const Result<std::string> meminfo = read_kernel_file(roots.proc + "/meminfo");
  if (!meminfo) return unexpected(meminfo.error());
  const auto total = find_bytes(*meminfo, "MemTotal");
  const auto available = find_bytes(*meminfo, "MemAvailable");
  if (!total || !available) return unexpected(ErrorCode::kCorrupt, "meminfo lacks MemTotal or MemAvailable");
  SystemMemory memory{*total, *available, std::nullopt, std::nullopt, 0};
  for (const Group& group : own_groups(roots)) {
    for (const std::string& folder : folders_of(group)) {
      if (group.is_v2) {
        take_limit(folder, "memory.max", "memory.current", "inactive_file", memory);
        take_limit(folder, "memory.high", "memory.current", "inactive_file", memory);
      } else {
        take_limit(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file", memory);
      }
    }
  }
  return memory;
}

Result<Pressure> parse_pressure(std::string_view text) {
  Pressure pressure;
  bool has_some = false;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const bool is_some = line.starts_with("some ");
    if (!is_some && !line.starts_with("full ")) continue;
    double& average = is_some ? pressure.some_avg10 : pressure.full_avg10;
    std::uint64_t& total = is_some ? pressure.some_total_us : pressure.full_total_us;
    if (!take_number(line, "avg10=", average) || !take_number(line, "total=", total)) {
      return unexpected(ErrorCode::kCorrupt, "a line about pressure lacks avg10 or total");
    }
    has_some = has_some || is_some;
  }
  if (!has_some) return unexpected(ErrorCode::kCorrupt, "there is no line about pressure on some tasks");
  return pressure;
}

Result<Pressure> read_pressure(PressureOf resource, const KernelRoots& roots) {
  const std::string name = resource == PressureOf::kMemory ? "memory" : "cpu";
  for (const Group& group : own_groups(roots)) {
    if (!group.is_v2) continue;
    if (const Result<std::string> text = read_kernel_file(group.mount + group.path + "/" + name + ".pressure")) {
      return parse_pressure(*text);
    }
  }
  const Result<std::string> text = read_kernel_file(roots.proc + "/pressure/" + name);
  if (!text) return unexpected(text.error());
  return parse_pressure(*text);
}

}  // namespace cairn::memory
