#include "server/answers/counterparts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/project/language.h"
#include "core/query/variants.h"
#include "core/store/lookup.h"
#include "core/store/variant_path.h"
#include "platform/fs/path.h"

namespace cairn::server {
namespace {

// So many symbols of a file vote, each for so many files; the rest would not change much.
constexpr std::size_t kMaxSymbols = 2000;
constexpr std::size_t kMaxPlaces = 64;

std::string_view stem_of(std::string_view path) {
  const std::string_view name = fs::file_name(path);
  return name.substr(0, name.size() - fs::extension(path).size());
}

std::size_t common_folders(std::string_view a, std::string_view b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<std::size_t>(std::count(a.begin(), end, '/'));
}

// What the file declares (or defines), in all rows that the layer has of it.
std::set<model::SymbolId> symbols_in(const store::Snapshot& snapshot, std::uint32_t layer, const std::string& path,
                                     model::Roles roles) {
  std::vector<store::Snapshot::Found> rows;
  if (layer == index::kSemanticLayer) {
    for (const query::Variant& each : query::variants_of(snapshot, path)) rows.push_back({each.part, each.file});
  } else if (const auto found = snapshot.find_file(layer, path)) {
    rows.push_back(*found);
  }
  std::set<model::SymbolId> symbols;
  for (const store::Snapshot::Found& each : rows) {
    const store::Segment& segment = *each.part->segment;
    segment.visit_occurrences(each.file, [&](store::Ordinal symbol, const store::Mention& mention) {
      const bool is_spelled = (mention.roles & (model::kImplicit | model::kFromMacro)) == 0;
      if ((mention.roles & roles) == 0 || !is_spelled || symbols.size() == kMaxSymbols) return;
      symbols.insert(static_cast<model::SymbolId>(segment.symbol(symbol).id));
    });
  }
  return symbols;
}

std::string most_votes(const ProjectView& view, std::uint32_t layer, const std::string& path, bool is_header) {
  const store::Snapshot& snapshot = *view.snapshot;
  const std::string own = view.store_path(path);
  const model::Roles given = is_header ? model::kDeclares : model::kDefines;
  const model::Roles wanted = is_header ? model::kDefines : model::kDeclares;
  std::map<std::string, std::size_t> votes;
  for (const model::SymbolId id : symbols_in(snapshot, layer, own, given)) {
    std::set<std::string> files;
    for (const store::SymbolRef& symbol : store::find_symbols(snapshot, layer, id)) {
      store::visit_occurrences(symbol, wanted, [&](std::string_view stored, const store::Mention&) {
        const std::string_view file = store::own_path(stored);
        const project::FileKind kind = project::file_kind(file);
        if (file != own && kind.is_source && kind.is_header != is_header) files.emplace(file);
        return files.size() < kMaxPlaces;
      });
    }
    for (const std::string& file : files) ++votes[file];
  }
  std::string best;
  std::tuple<std::size_t, std::size_t> best_rank;
  for (const auto& [file, count] : votes) {
    const std::tuple rank(count, common_folders(own, file));
    if (!best.empty() && rank <= best_rank) continue;
    best = file;
    best_rank = rank;
  }
  return best.empty() ? best : fs::join_path(view.root, best);
}

}  // namespace

std::vector<std::string> files_of_same_name(const ProjectView& view, const std::string& path) {
  std::vector<std::string> files;
  for (const store::Part& part : view.snapshot->parts) {
    if (part.segment->file().layer() != index::kLexicalLayer) continue;
    store::BlobCursor paths(part.segment->file(), store::Section::kPaths);
    store::Bytes blob;
    while (paths.next(blob)) {
      const std::string_view file = store::as_text(blob);
      if (stem_of(file) != stem_of(path) || !part.is_live(static_cast<store::Ordinal>(paths.position() - 1))) continue;
      files.push_back(fs::join_path(view.root, file));
    }
  }
  return files;
}

std::string counterpart_by_symbols(const ProjectView& view, const std::string& path) {
  const project::FileKind kind = project::file_kind(path);
  if (!kind.is_source) return {};
  std::string found = most_votes(view, index::kSemanticLayer, path, kind.is_header);
  return found.empty() ? most_votes(view, index::kLexicalLayer, path, kind.is_header) : found;
}

}  // namespace cairn::server
