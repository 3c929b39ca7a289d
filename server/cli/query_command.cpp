#include "server/cli/query_command.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/index/lexical_index.h"
#include "core/index/semantic_status.h"
#include "core/query/file_symbols.h"
#include "core/query/symbol_facts.h"
#include "core/query/workspace_symbols.h"
#include "core/store/lookup.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "protocol/rpc/json.h"
#include "server/answers/answer_mark.h"
#include "server/answers/project_questions.h"
#include "server/answers/unit_places.h"
#include "server/cli/check.h"
#include "server/cli/command_line_project.h"
#include "server/cli/index_names.h"
#include "server/cli/print.h"
#include "server/cli/query_units.h"
#include "server/cli/stored_index.h"
#include "server/convert/answers.h"
#include "server/session/cache_folder.h"
#include "server/session/index_reader.h"
#include "server/session/memory_budget.h"
#include "server/session/project_files.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxSymbols = 1000;

int cannot_run(const std::string& reason) {
  print(stderr, fmt::format("cairn query: {}\n", reason));
  return kExitCannotRun;
}

// What is printed: lines for people, and the same as JSON.
struct Report {
  std::string text;
  const char* member = "symbols";  // of the JSON document, that holds `list`
  rpc::Json list = rpc::Json::array();
  AnswerMark mark;
};

std::string to_text(const Report& report, std::uint64_t pending_units, OutputFormat format) {
  if (format != OutputFormat::kJson) return report.text;
  rpc::Json json = {{report.member, report.list},
                    {"complete", report.mark.is_complete},
                    {"stale", report.mark.is_stale},
                    {"source", name_of(report.mark.source)},
                    {"pendingUnits", pending_units}};
  if (report.mark.limit) json["limit"] = *report.mark.limit;
  return rpc::dump_json(json) + "\n";
}

rpc::Json position_json(const std::string& path, const text::Position& position) {
  return {{"path", path}, {"line", position.line}, {"column", position.column}};
}

std::string place_text(const std::string& path, const text::Position& position) {
  return fmt::format("{}:{}:{}: ", path, position.line + 1, position.column + 1);
}

void add_symbol(Locator& locator, const query::StoredSymbol& symbol, Report& report) {
  const query::Place place{symbol.name_range, {}, model::kDeclares};
  const auto located = locator.locate(symbol.path, symbol.text, place, symbol.name, report.mark.is_stale);
  if (!located) return;
  const std::string path = fs::join_path(locator.view().root, symbol.path);
  report.text += fmt::format("{}{} {}{}{}\n", place_text(path, located->range.start),
                             symbol.is_definition ? "definition" : "declaration", symbol.scope, symbol.name,
                             symbol.signature.empty() ? "" : "    " + symbol.signature);
  rpc::Json json = position_json(path, located->range.start);
  json.update({{"name", symbol.name},
               {"scope", symbol.scope},
               {"signature", symbol.signature},
               {"kind", static_cast<int>(lsp_kind(symbol.kind))},
               {"definition", symbol.is_definition}});
  report.list.push_back(std::move(json));
}

void add_location(Locator& locator, const model::Location& place, Report& report) {
  const text::TextBuffer* text = locator.text_of(place.path);
  std::string_view line = text ? text->line(place.range.start.line) : std::string_view();
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  report.text += fmt::format("{}{}\n", place_text(place.path, place.range.start), line);
  report.list.push_back(position_json(place.path, place.range.start));
}

rpc::Json item_json(const HierarchyItem& item) {
  rpc::Json json = position_json(item.path, item.selection_range.start);
  json.update({{"name", item.symbol.name},
               {"scope", item.symbol.scope},
               {"kind", static_cast<int>(lsp_kind(item.symbol.kind))}});
  return json;
}

std::string item_text(const HierarchyItem& item) {
  return place_text(item.path, item.selection_range.start) + item.symbol.scope + item.symbol.name;
}

void add_call(const HierarchyCall& call, Report& report) {
  std::string lines;
  rpc::Json json = item_json(call.item);
  json["calls"] = rpc::Json::array();
  for (const text::Range& each : call.ranges) {
    lines += fmt::format("{}{}:{}", lines.empty() ? "" : " ", each.start.line + 1, each.start.column + 1);
    json["calls"].push_back({{"line", each.start.line}, {"column", each.start.column}});
  }
  report.text += fmt::format("{}    calls at {}\n", item_text(call.item), lines);
  report.list.push_back(std::move(json));
}

// The USRs that a name, or what stands at a place, means.
Usrs usrs_meant(Locator& locator, const std::string& name) {
  Usrs usrs;
  if (const auto place = place_named(locator.view().root, name)) {
    for (const model::NamedSymbol& each : symbols_at_place(locator, *place)) usrs.push_back(each.usr);
    return usrs;
  }
  for (const query::SymbolInfo& each : query::symbols_named(*locator.view().snapshot, name)) usrs.push_back(each.usr);
  return usrs;
}

Report symbols_fitting(Locator& locator, const std::string& name, const IndexState& state) {
  const query::WorkspaceSymbols symbols = query::find_in_workspace(*locator.view().snapshot, name, kMaxSymbols, {});
  Report report;
  for (const query::StoredSymbol& each : symbols.found.symbols) add_symbol(locator, each, report);
  report.mark = state.files_mark();
  if (!symbols.found.is_complete) report.mark.cut("more symbols match");
  // Names that only macros make are known once their units are.
  if (state.units.pending() != 0) report.mark.cut(*state.units_mark().limit);
  if (symbols.has_lexical) {
    report.mark.source = symbols.has_semantic ? AnswerSource::kMixed : AnswerSource::kLexical;
  }
  return report;
}

Report definitions_named(Locator& locator, const std::string& name, const IndexState& state) {
  Report report;
  if (place_named(locator.view().root, name)) {
    report.member = "places";
    const Locations found = definitions_of(locator, usrs_meant(locator, name));
    for (const model::Location& each : found.list) add_location(locator, each, report);
    if (found.list.empty()) report.mark = state.units_mark();
    report.mark.is_stale = found.is_stale;
    return report;
  }
  for (const std::uint32_t layer : {index::kSemanticLayer, index::kLexicalLayer}) {
    const query::StoredSymbols found = query::find_exactly(*locator.view().snapshot, layer, name, kMaxSymbols);
    for (const query::StoredSymbol& each : found.symbols) add_symbol(locator, each, report);
    const bool is_semantic = layer == index::kSemanticLayer;
    const bool is_stale = report.mark.is_stale;
    report.mark = is_semantic ? state.units_mark() : state.files_mark();
    report.mark.source = is_semantic ? AnswerSource::kSemantic : AnswerSource::kLexical;
    report.mark.is_stale = is_stale;
    if (!found.is_complete) report.mark.cut("more symbols have that name");
    if (!found.symbols.empty()) break;
  }
  return report;
}

template <typename Found>
void take_marks(const Found& found, Report& report) {
  if (!found.is_complete) report.mark.cut("there are too many");
  report.mark.is_stale = report.mark.is_stale || found.is_stale;
}

Report places_of(Locator& locator, const Locations& found) {
  Report report;
  report.member = "places";
  for (const model::Location& each : found.list) add_location(locator, each, report);
  take_marks(found, report);
  return report;
}

Report files_with(Locator& locator, const std::string& name, const IndexState& state) {
  const store::Snapshot& snapshot = *locator.view().snapshot;
  Report report;
  report.member = "files";
  report.mark = state.files_mark();
  report.mark.source = AnswerSource::kLexical;
  for (const std::string& each : store::files_mentioning(snapshot, index::kLexicalLayer, name)) {
    const std::string path = fs::join_path(locator.view().root, each);
    report.text += path + "\n";
    report.list.push_back(path);
  }
  return report;
}

Report calls_of(Locator& locator, const Usrs& usrs, bool incoming) {
  Report report;
  report.member = "calls";
  for (const std::string& usr : usrs) {
    const HierarchyCalls found = incoming ? incoming_calls(locator, usr, {}) : outgoing_calls(locator, usr, {});
    for (const HierarchyCall& each : found.list) add_call(each, report);
    take_marks(found, report);
  }
  return report;
}

Report types_around(Locator& locator, const Usrs& usrs, bool bases) {
  Report report;
  for (const std::string& usr : usrs) {
    const HierarchyItems found = bases ? supertypes_of(locator, usr) : subtypes_of(locator, usr);
    for (const HierarchyItem& each : found.list) {
      report.text += item_text(each) + "\n";
      report.list.push_back(item_json(each));
    }
    take_marks(found, report);
  }
  return report;
}

bool is_on_demand(const std::string& question) {
  return question == "references" || question == "implementations" || question == "callers" || question == "derived";
}

SearchedSymbols symbols_asked(const ProjectView& view, const std::string& question, const std::string& name) {
  Locator locator(view);
  SearchedSymbols symbols;
  symbols.usrs = usrs_meant(locator, name);
  symbols.follows_derived = question == "implementations" || question == "derived";
  for (const std::string& usr : symbols.usrs) {
    if (const auto symbol = query::describe_symbol(*view.snapshot, usr)) symbols.add(symbol->name, symbol->kind);
  }
  if (const auto place = place_named(view.root, name)) {
    symbols.asked_in = place->path;
  } else {
    const std::size_t colons = name.rfind("::");
    symbols.add(colons == std::string::npos ? name : name.substr(colons + 2), model::SymbolKind::kFunction);
  }
  return symbols;
}

// Indexes the units that may have what is asked for; none if that cannot be done here.
std::optional<Result<QueriedUnits>> index_on_demand(const Options& options, const project::ProjectConfig& config,
                                                    const CacheFolder& cache, const std::string& indexer_program) {
  const std::string folder = store_folder(cache.path());
  store::StoreOptions store_options;
  store_options.on_problem = [](const std::string& message) { print(stderr, message + "\n"); };
  auto opened = store::Store::open(folder, store_options);
  if (!opened || !(*opened)->is_writer()) return std::nullopt;
  const std::shared_ptr<store::Store> store = *std::move(opened);
  project::ProjectDatabase database = project::load_database(config, project::database_file(config), {});
  if (!database.database) return std::nullopt;
  const std::size_t jobs = std::max(1U, std::thread::hardware_concurrency());
  const index::ProjectFiles files = ProjectFilesReader().read(config, {});
  if (auto named = index_names(*store, config.root, files, jobs); !named) return unexpected(named.error());
  const QueryUnitsOptions units_options{config,
                                        indexer_program,
                                        cache.scratch(),
                                        units_file(folder),
                                        jobs,
                                        memory_budget_bytes(options),
                                        files.forced_includes};
  return index_for_query(units_options, std::move(database), store, [&options](const ProjectView& view) {
    return symbols_asked(view, options.files[0], options.files[1]);
  });
}

// `units`: what is known of the units that may add to it; null: every unit may.
Report answer(Locator& locator, const std::string& question, const std::string& name, const IndexState& state,
              const AnswerMark* units) {
  if (question == "symbol") return symbols_fitting(locator, name, state);
  if (question == "definition") return definitions_named(locator, name, state);
  if (question == "mentions") return files_with(locator, name, state);
  const Usrs usrs = usrs_meant(locator, name);
  Report report;
  if (question == "references") {
    report = places_of(locator, references_to(locator, usrs, {true, ""}, {}));
  } else if (question == "implementations") {
    report = places_of(locator, implementations_of(locator, usrs));
  } else if (question == "callers" || question == "callees") {
    report = calls_of(locator, usrs, question == "callers");
  } else {
    report = types_around(locator, usrs, question == "bases");
  }
  if (const AnswerMark mark = units != nullptr ? *units : state.units_mark(); !mark.is_complete) {
    report.mark.cut(*mark.limit);
  }
  return report;
}

// Where the answer to a question stands in its document.
const char* member_of(const std::string& question) {
  if (question == "references" || question == "implementations") return "places";
  if (question == "callers" || question == "callees") return "calls";
  return question == "mentions" ? "files" : "symbols";
}

// Whether all units are indexed as the disk is.
bool is_index_complete(const project::ProjectConfig& config, const std::string& folder) {
  if (!fs::read_stamp(folder)) return false;
  store::StoreOptions options;
  options.may_write = false;
  const auto store = store::Store::open(folder, options);
  if (!store) return false;
  const auto snapshot = (*store)->snapshot();
  IndexReader reader(config, folder, {});
  reader.set_database(project::load_database(config, project::database_file(config), {}));
  const IndexState state = reader.read(*snapshot, {});
  return !snapshot->parts.empty() && state.units.is_listed && state.units.pending() == 0 && state.unscanned_files == 0;
}

// The same document as for an answer, of which there is none.
int no_index(const Options& options, const std::string& reason) {
  if (options.format == OutputFormat::kJson) {
    Report report;
    report.member = member_of(options.files[0]);
    report.mark.cut(reason);
    print(stdout, to_text(report, 0, options.format));
  }
  return cannot_run(reason);
}

}  // namespace

int run_query(const Options& options, const std::string& indexer_program) {
  std::optional<QueriedUnits> queried;
  if (is_on_demand(options.files[0])) {
    auto wanted = project_config(options);
    if (!wanted) return cannot_run(wanted.error().message);
    auto cache = CacheFolder::open(options.cache_dir, wanted->root);
    if (!cache) return cannot_run(cache.error().message);
    if (!is_index_complete(*wanted, store_folder(cache->path()))) {
      if (auto result = index_on_demand(options, *wanted, *cache, indexer_program)) {
        if (!*result) return cannot_run(result->error().message);
        queried = **std::move(result);
        if (queried->signal_number != 0) return kExitSignalBase + queried->signal_number;
      }
    }
  }
  const auto index = open_stored_index(options);
  if (!index && index.error().code == ErrorCode::kNotFound) return no_index(options, index.error().message);
  if (!index) return cannot_run(index.error().message);
  const project::ProjectConfig& config = index->config;
  ProjectView view;
  view.snapshot = index->store->snapshot();
  view.root = config.root;
  view.encoding = base::TextEncoding::kUtf8;
  IndexReader reader(config, index->folder, {});
  reader.set_database(project::load_database(config, project::database_file(config), {}));
  const IndexState state = reader.read(*view.snapshot, {});
  view.is_index_fresh = state.units.is_listed && state.units.total != 0 && state.units.pending() == 0;
  Locator locator(view);
  Report report = answer(locator, options.files[0], options.files[1], state, queried ? &queried->mark : nullptr);
  if (view.snapshot->is_damaged()) report.mark.cut("a part of the index is damaged");
  const AnswerMark& mark = report.mark;
  const std::uint64_t pending = state.units.is_listed ? state.units.pending() : 0;
  if (!mark.is_complete) {
    const bool can_be_indexed = pending != 0 || state.unscanned_files != 0;
    print(stderr, fmt::format("cairn query: there may be more: {}{}\n", *mark.limit,
                              can_be_indexed ? "; to index it: cairn index " + config.root : std::string()));
  }
  if (mark.is_stale) print(stderr, "cairn query: files changed since they were indexed\n");
  if (!print(stdout, to_text(report, pending, options.format))) return kExitCannotRun;
  return report.list.empty() ? kExitCannotRun : EXIT_SUCCESS;
}

}  // namespace cairn::server
