#include "core/index/prelude/unit_rule.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/index/unit_listing.h"
#include "core/lexical/keyword.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;

// The scanner does not list them among a text's identifiers.
bool is_keyword_everywhere(std::string_view name) {
  const auto begin = lexical::kKeywordSpellings.begin();
  return std::find(begin, begin + lexical::kSharedKeywordCount, name) != begin + lexical::kSharedKeywordCount;
}

// The file of what is imported that has the name; null if none does. What was never read counts as doing so.
const std::string* mentioning_file(const ReadyPrelude& prelude, const std::vector<worker::IndexedFile>& imported,
                                   const std::string& name) {
  const NameHash hash = name_hash_of(name);
  for (const worker::IndexedFile& file : imported) {
    const auto known = prelude.names.find(file.path);
    if (known == prelude.names.end() || is_keyword_everywhere(name)) return &file.path;
    if (std::binary_search(known->second.begin(), known->second.end(), hash)) return &file.path;
  }
  return nullptr;
}

}  // namespace

ReadyPrelude make_ready(const std::vector<BuiltLayer>& layers, const PreludePlan& plan, const std::string& root) {
  ReadyPrelude ready;
  ready.macros = plan.macros;
  for (const std::string& path : plan.order_dependent) ready.order_dependent.insert(index_path(root, path));
  for (const BuiltLayer& layer : layers) {
    ready.module_files.push_back(layer.module_path);
    ready.missing_includes.insert(ready.missing_includes.end(), layer.missing_includes.begin(),
                                  layer.missing_includes.end());
    for (const worker::IndexedFile& file : layer.files) {
      const auto text = fs::read_file(absolute_path(root, file.path), kMaxFileBytes);
      if (!text) continue;
      SourceScan scan = scan_source(*text);
      if (scan.content_hash == file.content_hash) ready.names.emplace(file.path, std::move(scan.identifiers));
    }
  }
  return ready;
}

std::vector<std::string> differing_macros(const std::map<std::string, std::string>& a,
                                          const std::map<std::string, std::string>& b) {
  std::vector<std::string> names;
  const auto add_others = [&](const auto& from, const auto& to) {
    for (const auto& [name, definition] : from) {
      const auto other = to.find(name);
      if (other == to.end() || other->second != definition) names.push_back(name);
    }
  };
  add_others(a, b);
  add_others(b, a);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string refusal(const ReadyPrelude& prelude, const worker::IndexedUnit& unit,
                    const std::vector<worker::IndexedFile>& silent, const std::vector<std::string>& other_macros) {
  if (unit.error_count != 0) return "its parse on the prelude reports: " + unit.first_error;
  for (const std::string& path : unit.entered_otherwise) {
    if (!prelude.order_dependent.contains(path)) return "the order of its includes changes what " + path + " says";
  }
  for (const auto* imported : {&unit.imported, &silent}) {
    for (const std::string& name : other_macros) {
      if (const std::string* file = mentioning_file(prelude, *imported, name))
        return fmt::format("its command says another thing of the macro {}, which {} mentions", name, *file);
    }
  }
  return {};
}

}  // namespace cairn::index
