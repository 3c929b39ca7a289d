#include "core/query/header_choice.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/project/language.h"
#include "core/query/std_headers.h"
#include "core/query/variants.h"
#include "core/store/segment.h"
#include "platform/fs/path.h"

namespace cairn::query {
namespace {

// Headers that include a header and are read for what they export.
constexpr std::size_t kMaxRead = 16;
// How far a public header may be from the private one.
constexpr int kMaxSteps = 5;
constexpr std::size_t kMaxDeclaring = 8;

bool is_header(std::string_view path) { return project::file_kind(path).is_header; }

// "x" of `… IWYU pragma: private, include "x"`; empty path: private, and no more is said.
std::optional<HeaderSpelling> private_pragma(std::string_view text) {
  const std::size_t at = text.find("IWYU pragma: private");
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(at, text.find('\n', at) - at);
  const std::size_t include = line.find("include");
  if (include == std::string_view::npos) return HeaderSpelling();
  line.remove_prefix(include);
  const std::size_t open = line.find_first_of("\"<");
  if (open == std::string_view::npos) return HeaderSpelling();
  const bool is_angled = line[open] == '<';
  const std::size_t close = line.find(is_angled ? '>' : '"', open + 1);
  if (close == std::string_view::npos) return HeaderSpelling();
  return HeaderSpelling{std::string(line.substr(open + 1, close - open - 1)), is_angled};
}

// Whether the include in that line is exported.
bool is_exported(std::string_view text, std::uint32_t line) {
  bool is_exporting = false;
  for (std::uint32_t number = 0; !text.empty(); ++number) {
    const std::string_view each = text.substr(0, text.find('\n'));
    if (each.find("IWYU pragma: begin_exports") != std::string_view::npos) is_exporting = true;
    if (each.find("IWYU pragma: end_exports") != std::string_view::npos) is_exporting = false;
    if (number == line) return is_exporting || each.find("IWYU pragma: export") != std::string_view::npos;
    text.remove_prefix(std::min(each.size() + 1, text.size()));
  }
  return false;
}

// The folder at which a path begins to be private; empty: nowhere.
std::string_view private_from(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kFolders = {"bits", "detail",   "details",
                                                               "impl", "internal", "__detail"};
  for (std::size_t begin = 0, end = path.find('/'); end != std::string_view::npos; end = path.find('/', begin)) {
    const std::string_view folder = path.substr(begin, end - begin);
    if (std::find(kFolders.begin(), kFolders.end(), folder) != kFolders.end() || folder.starts_with("__")) {
      return path.substr(0, begin);
    }
    begin = end + 1;
  }
  const std::string_view name = fs::file_name(path);
  const std::string_view stem = name.substr(0, name.find('.'));
  const bool is_private = name.starts_with('_') || stem.ends_with("_impl") || stem.ends_with("_internal") ||
                          stem.ends_with("-inl") || name.ends_with(".inc");
  return is_private ? path.substr(0, path.size() - name.size()) : std::string_view();
}

}  // namespace

HeaderChooser::HeaderChooser(const store::Snapshot& snapshot, std::string root, IncludingFile file,
                             std::function<std::string(const std::string&)> read_text)
    : snapshot_(snapshot), root_(std::move(root)), file_(std::move(file)), read_text_(std::move(read_text)) {}

std::string HeaderChooser::absolute(const std::string& path) const { return fs::join_path(root_, path); }

std::vector<HeaderSpelling> HeaderChooser::headers_of(const NeededSymbol& symbol) {
  const std::string_view standard = std_header(symbol.scope + symbol.name, file_.is_c);
  const std::vector<std::string> declaring = declaring_headers(symbol);
  // A project may have a function of that name itself.
  const bool is_own =
      std::any_of(declaring.begin(), declaring.end(), [](const std::string& path) { return !path.starts_with('/'); });
  if (!standard.empty() && !is_own) return {{std::string(standard), true}};
  using Rank = std::tuple<std::size_t, std::size_t, std::size_t>;
  std::vector<std::pair<Rank, HeaderSpelling>> ranked;
  for (std::size_t i = 0; i < declaring.size(); ++i) {
    const Provider provider = provider_of(declaring[i]);
    if (absolute(provider.path) == file_.path) continue;
    HeaderSpelling spelling = provider.literal.spelled.empty() ? spelling_of(provider.path) : provider.literal;
    if (spelling.spelled.empty()) continue;
    const std::size_t uses = provider.path.empty() ? 0 : uses_of(provider.path).size();
    ranked.emplace_back(Rank{i == 0 ? 0 : 1, std::string::npos - uses, i}, std::move(spelling));
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<HeaderSpelling> headers;
  for (auto& [rank, spelling] : ranked) {
    if (std::find(headers.begin(), headers.end(), spelling) == headers.end()) headers.push_back(std::move(spelling));
  }
  return headers;
}

// Those that define it first, then those that more files include.
std::vector<std::string> HeaderChooser::declaring_headers(const NeededSymbol& symbol) const {
  std::map<std::string, bool> defining;  // headers that introduce it
  for (const store::Part& part : snapshot_.parts) {
    const store::Segment& segment = *part.segment;
    for (const std::string& usr : symbol.usrs) {
      for (const store::Ordinal ordinal : segment.find_id(store::symbol_id(usr))) {
        if (segment.usr(ordinal) != usr) continue;
        for (const store::Posting& posting : segment.postings(ordinal)) {
          const std::string path(path_of_variant(segment.path(posting.file)));
          if (!posting.introduces || !part.is_live(posting.file) || !is_header(path)) continue;
          bool& defines = defining[path];
          segment.visit_mentions(posting.file, ordinal, [&](const store::Mention& mention) {
            defines = defines || (mention.roles & model::kDefines) != 0;
          });
        }
      }
    }
  }
  std::vector<std::tuple<bool, std::string>> found;
  for (const auto& [path, defines] : defining) found.emplace_back(!defines, path);
  std::sort(found.begin(), found.end());
  std::vector<std::string> paths;
  // Of a type that some header defines the others only say that there is one.
  const bool is_defined = !found.empty() && !std::get<0>(found.front());
  for (auto& [is_undefined, path] : found) {
    if (is_defined && is_undefined && symbol.kind != model::SymbolKind::kFunction) break;
    if (paths.size() < kMaxDeclaring) paths.push_back(std::move(path));
  }
  return paths;
}

const std::vector<HeaderChooser::Use>& HeaderChooser::uses_of(const std::string& path) {
  const auto [known, is_new] = uses_.try_emplace(path);
  if (!is_new) return known->second;
  std::set<std::pair<std::string, std::string>> seen;
  for (const store::Part& part : snapshot_.parts) {
    const store::Segment& segment = *part.segment;
    const auto ordinal = segment.find_path(path);
    if (!ordinal) continue;
    for (const store::Ordinal includer : segment.includers(*ordinal)) {
      if (!part.is_live(includer)) continue;
      const std::string from(path_of_variant(segment.path(includer)));
      for (const store::SegmentInclude& include : segment.includes(includer)) {
        if (include.resolved != ordinal || include.spelled.empty()) continue;
        if (!seen.emplace(from, include.spelled).second) continue;
        known->second.push_back({from, {std::string(include.spelled), include.is_angled}, include.line});
      }
    }
  }
  return known->second;
}

bool HeaderChooser::is_private(std::string_view path) const {
  const std::string_view owner = private_from(path);
  if (owner.data() == nullptr) return false;
  // Who is in the folder that has private parts may use them.
  return path.starts_with('/') || !fs::is_within(fs::join_path(root_, owner), file_.path);
}

std::string HeaderChooser::exporter_of(const std::string& path) {
  std::size_t read = 0;
  for (const Use& use : uses_of(path)) {
    if (!is_header(use.includer) || use.includer.starts_with('/')) continue;
    if (++read > kMaxRead) break;
    if (is_exported(read_text_(use.includer), use.line)) return use.includer;
  }
  return {};
}

// The nearest header that is not private and includes it; of several the one that most files include, then the one
// whose name is most like it.
std::string HeaderChooser::public_includer_of(const std::string& path) {
  std::set<std::string> seen = {path};
  std::vector<std::string> level = {path};
  for (int step = 0; step < kMaxSteps && !level.empty(); ++step) {
    std::vector<std::string> next;
    std::string best;
    std::size_t best_uses = 0;
    for (const std::string& each : level) {
      for (const Use& use : std::vector<Use>(uses_of(each))) {
        if (!is_header(use.includer) || !seen.insert(use.includer).second) continue;
        next.push_back(use.includer);
        if (is_private(use.includer)) continue;
        const std::size_t uses = uses_of(use.includer).size();
        const bool is_shorter = uses == best_uses && use.includer.size() < best.size();
        if (!best.empty() && uses <= best_uses && !is_shorter) continue;
        best = use.includer;
        best_uses = uses;
      }
    }
    if (!best.empty()) return best;
    level = std::move(next);
  }
  return {};
}

HeaderChooser::Provider HeaderChooser::provider_of(const std::string& path) {
  const auto [known, is_new] = providers_.try_emplace(path, Provider{path, {}});
  if (!is_new) return known->second;
  Provider provider{path, {}};
  const auto pragma = private_pragma(read_text_(path));
  if (pragma && !pragma->spelled.empty()) {
    provider = {{}, *pragma};
  } else if (const std::string exporter = exporter_of(path); !exporter.empty()) {
    provider = provider_of(exporter);
  } else if (pragma || is_private(path)) {
    if (std::string shown = public_includer_of(path); !shown.empty()) provider.path = std::move(shown);
  }
  return providers_[path] = provider;
}

// Whether it leads to that header from the including file.
bool HeaderChooser::means(const HeaderSpelling& spelling, const std::string& path) const {
  const std::string wanted = absolute(path);
  if (!spelling.is_angled && fs::join_path(fs::parent_path(file_.path), spelling.spelled) == wanted) return true;
  for (const std::string& folder : file_.search_folders) {
    if (fs::join_path(folder, spelling.spelled) == wanted) return true;
  }
  // The compiler's own folders are nowhere listed.
  return spelling.is_angled && path.starts_with('/');
}

HeaderSpelling HeaderChooser::spelling_of(const std::string& path) {
  const auto [known, is_new] = spellings_.try_emplace(path);
  if (!is_new) return known->second;
  std::map<std::pair<std::string, bool>, std::size_t> counts;
  for (const Use& use : uses_of(path)) {
    if (means(use.spelling, path)) ++counts[{use.spelling.spelled, use.spelling.is_angled}];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != counts.end()) return known->second = {most->first.first, most->first.second};
  const std::string wanted = absolute(path);
  HeaderSpelling best;
  const auto offer = [&](std::string spelled, bool is_angled) {
    if (spelled.empty() || (!best.spelled.empty() && spelled.size() >= best.spelled.size())) return;
    best = {std::move(spelled), is_angled};
  };
  for (const std::string& folder : file_.search_folders) {
    if (fs::is_within(folder, wanted) && wanted.size() > folder.size() + 1) {
      offer(wanted.substr(folder.size() + (folder.ends_with('/') ? 0 : 1)), path.starts_with('/'));
    }
  }
  const std::string own(fs::parent_path(file_.path));
  if (best.spelled.empty() && fs::is_within(own, wanted) && wanted.size() > own.size() + 1) {
    offer(wanted.substr(own.size() + 1), false);
  }
  return known->second = best;
}

}  // namespace cairn::query
