#include "tests/unit/core/clang/indexer/fixture.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace cairn::clang::testing {
namespace {

constexpr std::pair<model::Role, const char*> kRoleNames[] = {
    {model::kDeclares, "decl"},     {model::kDefines, "def"},   {model::kRefers, "ref"},
    {model::kReads, "read"},        {model::kWrites, "write"},  {model::kCalls, "call"},
    {model::kTakesAddress, "addr"}, {model::kImplicit, "impl"}, {model::kOverrides, "override"},
    {model::kFromMacro, "macro"},   {model::kTests, "test"},
};

std::string role_names(model::Roles roles) {
  std::string names;
  for (const auto& [role, name] : kRoleNames) {
    if ((roles & role) != 0) names += (names.empty() ? "" : "+") + std::string(name);
  }
  return names;
}

std::string join(const std::vector<std::string>& parts, std::string_view between = " | ") {
  return fmt::format("{}", fmt::join(parts, between));
}

std::string show(text::Position position) { return fmt::format("{}:{}", position.line + 1, position.column + 1); }

std::optional<std::uint32_t> find(const model::FileRows& rows, std::string_view usr) {
  for (std::uint32_t i = 0; i < rows.symbols.size(); ++i) {
    if (rows.symbols[i].usr == usr) return i;
  }
  return std::nullopt;
}

}  // namespace

worker::IndexUnitRequest IndexedProject::request(std::string_view path, std::vector<std::string> arguments) const {
  return {folder_.file(path), folder_.path(), std::move(arguments), folder_.path()};
}

const ParsedUnit& IndexedProject::index(std::string_view path, std::vector<std::string> arguments) {
  auto parsed = parse_unit(request(path, std::move(arguments)), texts_);
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return unit_.emplace(*std::move(parsed));
}

std::uint32_t IndexedProject::number(std::string_view file) const {
  const std::vector<UnitFile>& files = unit_->rows.files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const UnitFile& each) { return each.path == file; });
  if (found == files.end()) throw std::runtime_error("the unit has no file " + std::string(file));
  return static_cast<std::uint32_t>(found - files.begin());
}

model::FileRows IndexedProject::rows(std::string_view file) const { return unit_->rows.file_rows(number(file), file); }

bool IndexedProject::has_file(std::string_view file) const {
  const std::vector<UnitFile>& files = unit_->rows.files();
  return std::any_of(files.begin(), files.end(), [&](const UnitFile& each) { return each.path == file; });
}

std::uint64_t IndexedProject::rows_hash(std::string_view file) const { return unit_->rows.rows_hash(number(file)); }

std::string IndexedProject::occurrences(std::string_view file, std::string_view usr) const {
  const model::FileRows rows = this->rows(file);
  const auto symbol = find(rows, usr);
  if (!symbol) return "none";
  std::vector<std::string> parts;
  for (const model::Occurrence& each : rows.occurrences) {
    if (each.symbol != *symbol) continue;
    parts.push_back(fmt::format("{}{} {}", show(each.start), each.length == 0 ? "~" : "", role_names(each.roles)));
  }
  return join(parts);
}

std::string IndexedProject::extents(std::string_view file, std::string_view usr) const {
  const model::FileRows rows = this->rows(file);
  const auto symbol = find(rows, usr);
  std::vector<std::string> parts;
  for (const model::Occurrence& each : rows.occurrences) {
    if (!symbol || each.symbol != *symbol || each.extent == text::Range()) continue;
    parts.push_back(show(each.extent.start) + "-" + show(each.extent.end));
  }
  return join(parts);
}

std::string IndexedProject::facts(std::string_view file, std::string_view usr) const {
  const model::FileRows rows = this->rows(file);
  const auto symbol = find(rows, usr);
  if (!symbol) return "none";
  const model::SymbolFacts& facts = rows.symbols[*symbol];
  std::string text = fmt::format("{}{} = {}", facts.scope, facts.name, facts.signature);
  if (facts.flags & model::SymbolFacts::kMentionedOnly) text += " (mentioned)";
  if (facts.flags & model::SymbolFacts::kLocal) text += " (local)";
  if (facts.flags & model::SymbolFacts::kDeprecated) text += " (deprecated)";
  return text;
}

model::SymbolKind IndexedProject::kind(std::string_view file, std::string_view usr) const {
  const model::FileRows rows = this->rows(file);
  const auto symbol = find(rows, usr);
  if (!symbol) throw std::runtime_error("no symbol " + std::string(usr));
  return rows.symbols[*symbol].kind;
}

std::string IndexedProject::relations(std::string_view file) const {
  constexpr const char* kNames[] = {"base-of", "overridden-by", "contains", "specialised-by"};
  const model::FileRows rows = this->rows(file);
  std::vector<std::string> parts;
  for (const model::Relation& each : rows.relations) {
    parts.push_back(fmt::format("{} {} {}", rows.symbols[each.subject].usr, kNames[static_cast<std::size_t>(each.kind)],
                                rows.symbols[each.object].usr));
  }
  std::sort(parts.begin(), parts.end());
  return join(parts);
}

std::string IndexedProject::includes(std::string_view file) const {
  std::vector<std::string> parts;
  const model::FileRows rows = this->rows(file);
  for (const model::IncludeLine& each : rows.includes) {
    parts.push_back(fmt::format("{} {}{}{} {}", each.line + 1, each.is_angled ? '<' : '"', each.spelled,
                                each.is_angled ? '>' : '"', each.resolved));
  }
  return join(parts);
}

std::string IndexedProject::macros(std::string_view file) const {
  constexpr const char* kActs[] = {"define", "undefine", "test"};
  const model::FileRows rows = this->rows(file);
  std::vector<std::string> parts;
  for (const model::MacroLine& each : rows.macros) {
    std::string text = fmt::format("{} {} {}{}", each.line + 1, kActs[static_cast<std::size_t>(each.act)], each.name,
                                   each.pastes ? " ##" : "");
    for (const std::string_view word : each.body) text.append(" ").append(word);
    parts.push_back(std::move(text));
  }
  return join(parts);
}

std::string IndexedProject::introduced(std::string_view file) const {
  const model::FileRows rows = this->rows(file);
  std::vector<std::string> parts;
  for (const model::SymbolFacts& each : rows.symbols) {
    if (!(each.flags & model::SymbolFacts::kMentionedOnly)) parts.emplace_back(each.usr);
  }
  std::sort(parts.begin(), parts.end());
  return join(parts, "\n");
}

}  // namespace cairn::clang::testing
