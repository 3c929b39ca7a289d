#include "server/session/server.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "platform/base/component.h"
#include "platform/base/log.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "platform/proc/spawn.h"
#include "platform/trace/chrome_trace.h"
#include "protocol/ext/answer_status.h"
#include "protocol/lsp/inactive_regions.h"
#include "protocol/ext/file_status.h"
#include "protocol/lsp/text_sync.h"
#include "protocol/lsp/uri.h"
#include "protocol/lsp/window.h"
#include "server/cli/version.h"
#include "server/convert/answers.h"
#include "server/convert/semantic_tokens.h"
#include "server/handlers/handlers.h"
#include "server/session/dependency_reader.h"
#include "server/session/finding_history.h"
#include "server/session/includer_search.h"
#include "server/report/heap_snapshot.h"
#include "server/report/leak_report.h"
#include "server/report/memory_report.h"
#include "server/report/metrics_report.h"
#include "server/session/memory_budget.h"
#include "server/session/package_watch.h"

namespace cairn::server {
namespace {

// Messages that the client has not read yet. A client that stops reading for good
// is cut off there; one that is slow gets there only with thousands of large answers.
constexpr std::size_t kMaxQueuedOutput = std::size_t{256} << 20;

// How long the last messages may take to leave after `exit`.
constexpr std::chrono::milliseconds kDrainLimit{200};

// Between two looks at the thresholds of the settings, where there are any.
constexpr std::chrono::seconds kAlertInterval{5};

// Added to the niceness of processes that index: whoever waits for something goes first.
// $CAIRN_INDEXER_NICE is for tests and benches on a machine that is busy.
int indexer_nice() {
  constexpr int kLowest = 19;
  const char* named = std::getenv("CAIRN_INDEXER_NICE");
  return named == nullptr ? kLowest : std::clamp(std::atoi(named), 0, kLowest);
}

// UTF-16 unless the client prefers another that Cairn knows (all three of LSP 3.17).
base::TextEncoding choose_encoding(const lsp::ClientCapabilities& client) {
  const auto& offered = client.position_encodings.empty() ? client.offset_encoding : client.position_encodings;
  return offered.empty() ? base::TextEncoding::kUtf16 : offered.front();
}

}  // namespace

Server::Server(io::EventLoop& loop, Options options, std::string worker_program, std::string indexer_program,
               base::UniqueFd in, base::UniqueFd out)
    : loop_(loop),
      options_(std::move(options)),
      worker_program_(std::move(worker_program)),
      indexer_program_(std::move(indexer_program)),
      default_budget_mb_(default_budget_mb(memory::read_system_memory())),
      settings_(SettingsLayers::Defaults{static_cast<std::uint32_t>(worker::PoolLimits().max_workers),
                                         static_cast<std::uint32_t>(worker::PoolLimits().worker_memory_bytes >> 20),
                                         default_budget_mb_}),
      start_warnings_(options_.warnings),
      governor_(loop, metrics_, governor_of(memory_budget_bytes())),
      memory_history_(loop,
                      [] {
                        const auto sample = take_memory_sample();
                        if (trace::ChromeTrace* trace = trace::process_trace(); trace && sample) {
                          trace->number("anonymous bytes", sample->anonymous);
                        }
                        return sample;
                      }),
      connection_(
          rpc::Connection::Hooks{[this](std::string bytes) {
                                   if (auto sent = stream_->write(std::move(bytes)); !sent)
                                     metrics_.count("rpc.write_failed");
                                 },
                                 [this](std::string_view method, bool is_request) { return gate(method, is_request); },
                                 [this](std::string_view method, std::chrono::microseconds took, int code) {
                                   const base::ComponentScope component(base::Component::kSession);
                                   metrics_.record(fmt::format("request.{}", method), took);
                                   if (code != 0) metrics_.count(fmt::format("request.error.{}", code));
                                 },
                                 [this](std::string_view method, std::string_view what) {
                                   metrics_.count("rpc.escape");
                                   base::log_error("{}: {}", method, what);
                                 }}),
      progress_(loop, connection_),
      workspace_(loop),
      index_(loop, governor_, metrics_),
      memory_relief_(governor_, index_),
      leaks_(loop, leak_hooks()),
      alert_timer_(loop),
      disk_(loop),
      queries_(loop),
      drain_timer_(loop) {
  stream_ = std::make_unique<io::ByteStream>(
      loop_, std::move(in), std::move(out), kMaxQueuedOutput,
      io::ByteStream::Callbacks{
          [this](std::string_view bytes) {
            const base::ComponentScope component(base::Component::kProtocol);
            if (!finishing_) connection_.receive(bytes);
          },
          [this](const Result<void>& end) { stop(end ? "the client closed the stream" : end.error().message); }});
  register_handlers(*this);
}

Server::~Server() = default;

void Server::start() {
  memory_history_.start();
  if (options_.client_process_id) watch_client(*options_.client_process_id);
  stream_->start();
}

std::optional<rpc::ResponseError> Server::gate(std::string_view method, bool is_request) const {
  using namespace rpc::error_codes;
  switch (state_) {
    case State::kUninitialized:
      if (method == "initialize" || (!is_request && method == "exit")) return std::nullopt;
      return rpc::ResponseError{kServerNotInitialized, "the server is not initialized yet", {}};
    case State::kRunning:
      if (method != "initialize") return std::nullopt;
      return rpc::ResponseError{kInvalidRequest, "the server is initialized already", {}};
    case State::kShutDown:
      if (!is_request && method == "exit") return std::nullopt;
      return rpc::ResponseError{kInvalidRequest, "the server is shut down", {}};
  }
  return std::nullopt;
}

std::string Server::root_of(const lsp::InitializeParams& params) const {
  std::vector<std::string> uris;
  for (const lsp::WorkspaceFolder& folder : params.workspace_folders) uris.push_back(folder.uri);
  if (params.root_uri) uris.push_back(*params.root_uri);
  for (const std::string& uri : uris) {
    if (auto path = lsp::path_from_uri(uri)) return fs::normalize_path(*path);
  }
  if (params.root_path && params.root_path->starts_with('/')) return fs::normalize_path(*params.root_path);
  return {};
}

lsp::InitializeResult Server::initialize(const lsp::InitializeParams& params) {
  const base::ComponentScope component(base::Component::kSession);
  state_ = State::kRunning;
  client_ = params.capabilities;
  progress_.set_supported(client_.work_done_progress);
  if (params.process_id && !options_.client_process_id) watch_client(*params.process_id);

  root_ = root_of(params);
  const auto ignored_in = [this](std::vector<std::string> lines) {
    start_warnings_.insert(start_warnings_.end(), lines.begin(), lines.end());
  };
  ignored_in(settings_.read_files(root_));
  ignored_in(
      settings_.set(SettingsPlace::kInitializationOptions, params.initialization_options, "initializationOptions"));

  worker::WorkerConfig worker_config{worker_program_, ""};
  if (auto cache = CacheFolder::open(options_.cache_dir, root_)) {
    worker_config.scratch_directory = cache->scratch();
    cache_.emplace(*std::move(cache));
  } else {
    start_warnings_.push_back(cache.error().message + "; preambles are kept in memory instead");
  }
  governor_.set_limit(memory_budget_bytes());
  leaks_.start(leak_config());
  pool_ = std::make_unique<worker::WorkerPool>(loop_, governor_, std::move(worker_config), pool_limits(), metrics_);

  documents_ = std::make_unique<OpenDocuments>(*pool_, workspace_, document_events());
  documents_->set_encoding(choose_encoding(client_));
  documents_->set_timeouts(unit_timeouts());

  lsp::InitializeResult result;
  result.capabilities.position_encoding = documents_->encoding();
  result.capabilities.rename_prepares = client_.rename_prepare_support;
  result.capabilities.code_actions = client_.code_action_literals;
  result.capabilities.diagnostics = client_.pulls_diagnostics;
  result.capabilities.cairn_methods = {"$/memoryReport", "$/memoryUsage",  "$/heapSnapshot",
                                       "$/leakReport",   "$/metrics",      "$/indexStatus",
                                       "$/changesSeen",  "$/impact",       "$/includeHierarchy",
                                       "$/dependencies", "$/answerStatus", "textDocument/switchSourceHeader"};
  result.capabilities.semantic_tokens_legend = semantic_tokens_legend();
  if (!client_.offset_encoding.empty()) result.offset_encoding = documents_->encoding();
  result.server_info = {"cairn", version_text()};
  return result;
}

sqlite::PoolSettings Server::database_pool() const {
  const ext::Settings::Pool& wanted = settings().pool;
  sqlite::PoolSettings pool;
  if (wanted.max_size) pool.max_size = *wanted.max_size;
  pool.min_size = std::min<std::size_t>(wanted.min_size.value_or(pool.min_size), pool.max_size);
  if (wanted.acquire_timeout_ms) pool.acquire_timeout_ms = static_cast<int>(*wanted.acquire_timeout_ms);
  if (wanted.idle_timeout_ms) pool.idle_timeout_ms = static_cast<int>(*wanted.idle_timeout_ms);
  if (wanted.health_check_interval_ms) {
    pool.health_check_interval_ms = static_cast<int>(*wanted.health_check_interval_ms);
  }
  return pool;
}

void Server::start_index() {
  const ext::Settings::Index& wanted = settings().index;
  if (root_.empty() || !cache_ || !wanted.background.value_or(options_.background_index)) return;
  if (const char* home = std::getenv("HOME"); root_ == "/" || (home && fs::normalize_path(home) == root_)) {
    return tell(fmt::format("{} is not indexed: open a project's folder instead", root_));
  }
  IndexHost::Config config;
  config.root = root_;
  config.folder = store_folder(cache_->path());
  config.pool = database_pool();
  config.threads = wanted.threads.value_or(std::max(1U, std::thread::hardware_concurrency()));
  config.exclude_patterns = wanted.exclude_patterns.value_or(std::vector<std::string>());
  index::SemanticIndexer::Config& semantic = config.semantic;
  semantic.project = workspace_config();
  semantic.table_path = units_file(config.folder);
  semantic.worker.program = indexer_program_;
  semantic.worker.scratch_directory = cache_->scratch();
  semantic.worker.nice = indexer_nice();
  semantic.preludes = index::parse_prelude_mode(wanted.preludes.value_or("")).value_or(index::kDefaultPreludeMode);
  semantic.prelude_folder = fs::join_path(cache_->path(), "preludes");
  semantic.limits.memory_bytes = pool_limits().worker_memory_bytes;
  semantic.threads = config.threads;
  // Twice what an open file may take: nobody waits for it.
  semantic.deadline = 2 * unit_timeouts().parse;
  dependencies_ = std::make_shared<DependencyReader>(workspace_config(), config.folder);
  IndexHost::Callbacks callbacks;
  callbacks.on_problem = [this](const std::string& message) { show_error(message); };
  callbacks.tell = [this](const std::string& message) { tell(message); };
  callbacks.on_started = [this](const std::string& title, std::function<void()> on_cancel) {
    return progress_.begin(title, std::nullopt, std::move(on_cancel));
  };
  callbacks.on_progress = [this](std::uint64_t progress, const std::string& message, std::uint32_t percentage) {
    progress_.report(progress, message, percentage);
  };
  callbacks.on_finished = [this](std::uint64_t progress) { progress_.end(progress); };
  callbacks.on_folders = [this](std::vector<std::string> folders) { disk_.set_header_folders(std::move(folders)); };
  const base::ComponentScope component(base::Component::kIndex);  // and with it the threads of the index
  index_.start(std::move(config), std::move(callbacks));
  watch_packages();
  start_watching();
}

void Server::watch_packages() {
  PackageWatch::Hooks hooks;
  hooks.is_busy = [this] { return state_ == State::kRunning && (!index_.is_settled() || workspace_.is_busy()); };
  hooks.ask = [this](PackageWatch::Answer answer) {
    if (state_ != State::kRunning) return false;
    const auto view = project_view();
    if (!view) return false;
    return queries_.run<Result<PackageReport>>(
        QueryThreads::Lane::kLong, {},
        [reader = dependencies_, snapshot = view->snapshot](const std::stop_token& stop) {
          return make_package_report(*reader, snapshot, stop);
        },
        std::move(answer));
  };
  hooks.publish = [this](const lsp::PublishDiagnosticsParams& params) {
    if (state_ == State::kRunning) connection_.notify("textDocument/publishDiagnostics", to_json(params));
  };
  packages_ = std::make_unique<PackageWatch>(loop_, dependencies_->real_root(), std::move(hooks));
  packages_->manifests_changed();
}

void Server::start_watching() {
  if (client_.watched_files_registration) {
    // What the client sees and the system does not tell, on network file systems and the like.
    const auto params = lsp::watched_files_registration(
        {"**/*.{c,cc,cpp,cxx,c++,C,h,hh,hpp,hxx,h++,H,inc,inl,ipp,ixx,tcc,tpp,txx,def,cu,cuh,m,mm,cppm}",
         "**/compile_commands.json", "**/compile_flags.txt", ".cairn.json", "**/.gitignore",
         "**/"
         "{CMakeLists.txt,CMakeCache.txt,.gitmodules,vcpkg.json,vcpkg-lock.json,conanfile.txt,conanfile.py,conan.lock,"
         "Cargo.toml,Cargo.lock,package-lock.json,go.mod,*.cmake,*.pc}"});
    connection_.request("client/registerCapability", params, [](const Result<rpc::Json>&) {});
  }
  const ext::Settings::Watcher& wanted = settings().watcher;
  index::WorkspaceWatcher::Config config;
  config.root = fs::real_path(root_).value_or(root_);
  config.exclude_patterns = settings().index.exclude_patterns.value_or(std::vector<std::string>());
  config.filter.is_enabled = wanted.semantic_filter_enabled.value_or(true);
  config.filter.ignore_patterns = wanted.ignore_patterns.value_or(std::vector<std::string>());
  if (wanted.debounce_timeout_ms) config.limits.debounce = std::chrono::milliseconds(*wanted.debounce_timeout_ms);
  config.limits.max_batch = wanted.max_events_per_batch.value_or(config.limits.max_batch);
  config.limits.max_paths = wanted.max_queue_size.value_or(config.limits.max_paths);
  config.cookie_folder = fs::join_path(cache_->scratch(), "seen");
  if (auto made = fs::make_private_directory(config.cookie_folder); !made) config.cookie_folder.clear();
  DiskChanges::Callbacks callbacks;
  callbacks.on_batch = [this](const index::WatchBatch& batch) { files_changed(batch); };
  callbacks.begin_look = [this] {
    workspace_.file_saved();
    return index_.look_at_all();
  };
  callbacks.is_known = [this](std::uint64_t look) { return !workspace_.is_busy() && index_.is_known(look); };
  callbacks.is_exact = [this] { return index_.is_settled(); };
  disk_.start(std::move(config), std::move(callbacks));
}

void Server::files_changed(const index::WatchBatch& batch) {
  if (state_ != State::kRunning) return;
  metrics_.count("changes.batches");
  std::vector<std::string> paths;
  for (const index::Change& change : batch.changes) paths.push_back(change.path);
  if (batch.has_database || batch.is_rescan) workspace_.file_saved();
  if (packages_) {
    const bool may_differ = batch.has_manifests || batch.has_database || batch.is_rescan;
    may_differ ? packages_->manifests_changed() : packages_->includes_changed();
  }
  if (batch.has_settings) {
    for (const std::string& line : settings_.read_files(root_)) tell(line);
    apply_settings();
  }
  if (documents_) documents_->files_changed({paths.begin(), paths.end()}, batch.is_rescan);
  index_.files_changed(paths, batch.first);
}

// Without it, `cairn memory` does not find this server: nothing that an editor's user should hear of.
void Server::open_report_socket() {
  const auto folder = socket_folder(options_.cache_dir);
  if (!folder) return base::log_info("no socket for cairn memory: {}", folder.error().message);
  const auto report = [this](ext::MemoryDetail detail) {
    const std::string root = root_.empty() ? root_ : fs::real_path(root_).value_or(root_);
    return rpc::Json{{"pid", getpid()}, {"root", root}, {"report", to_json(make_memory_report(*this, detail), detail)}};
  };
  auto socket = ReportSocket::open(
      loop_, *folder, [report](ext::MemoryDetail detail) { return rpc::dump_json(report(detail)); },
      [this, report](const std::function<void(std::string)>& then) {
        const auto page = std::make_shared<rpc::Json>(report(ext::MemoryDetail::kFull));
        (*page)["leaks"] = to_json(make_leak_report(*this, true));
        const bool is_taken = queries_.run<Result<ext::HeapSnapshot>>(
            QueryThreads::Lane::kLong, std::stop_source(),
            [file = heap_file()](const std::stop_token&) -> Result<ext::HeapSnapshot> {
              auto profile = memory::take_heap_profile(file);
              if (!profile) return unexpected(profile.error());
              return make_heap_snapshot(*std::move(profile), ext::HeapFormat::kFolded);
            },
            [page, then](Result<ext::HeapSnapshot> snapshot) {
              if (snapshot) (*page)["heap"] = to_json(*snapshot);
              then(rpc::dump_json(*page));
            });
        if (!is_taken) then(rpc::dump_json(*page));
      });
  if (!socket) return base::log_info("no socket for cairn memory: {}", socket.error().message);
  report_socket_ = *std::move(socket);
}

void Server::load_workspace() {
  const base::ComponentScope component(base::Component::kSession);
  open_report_socket();
  look_for_alerts();
  start_index();
  for (const std::string& warning : std::exchange(start_warnings_, {})) tell(warning);
  const std::uint64_t progress = progress_.begin("Reading the compilation database", std::nullopt);
  workspace_.load(workspace_config(),
                  Workspace::Callbacks{
                      [this, progress] {
                        progress_.end(progress);
                        if (documents_) documents_->commands_changed();
                        if (const auto* database = workspace_.database()) index_.set_database(*database);
                        if (const auto* database = workspace_.database(); database != nullptr && dependencies_) {
                          dependencies_->set_database(*database);
                        }
                      },
                      [this](const std::string& message) { tell(message); },
                      [this] { return documents_ ? documents_->paths() : std::vector<std::string>(); },
                      [this](const std::string& header, const std::function<bool(const std::string&)>& is_unit) {
                        return search_includers(index_.snapshot().get(), root_, header, is_unit);
                      },
                  });
}

worker::PoolLimits Server::pool_limits() const {
  worker::PoolLimits limits;
  if (const auto& count = settings().worker.max_count) limits.max_workers = *count;
  if (const auto& mb = settings().worker.memory_limit_mb) limits.worker_memory_bytes = std::uint64_t{*mb} << 20;
  return limits;
}

const std::string& Server::cache_path() const {
  static const std::string none;
  return cache_ ? cache_->path() : none;
}

std::uint64_t Server::memory_budget_bytes() const {
  const std::uint32_t of_settings = settings().memory.budget_mb.value_or(default_budget_mb_);
  return std::uint64_t{options_.memory_budget_mb.value_or(of_settings)} << 20U;
}

worker::UnitTimeouts Server::unit_timeouts() const {
  worker::UnitTimeouts timeouts;
  if (const auto& ms = settings().worker.parse_timeout_ms) timeouts.parse = std::chrono::milliseconds(*ms);
  if (const auto& ms = settings().worker.request_timeout_ms) timeouts.request = std::chrono::milliseconds(*ms);
  return timeouts;
}

Workspace::Config Server::workspace_config() const {
  Workspace::Config config;
  config.root = root_;
  const auto& database = settings().compilation_database_path;
  if (!options_.compile_commands_dir.empty()) {
    config.database_path = options_.compile_commands_dir;
  } else if (database && !database->empty()) {
    config.database_path = fs::join_path(root_.empty() ? "/" : root_, *database);
  }
  config.fallback_flags = settings().fallback_flags.value_or(std::vector<std::string>());
  config.query_drivers = options_.query_drivers;
  return config;
}

void Server::change_configuration(const rpc::Json& values) {
  if (state_ != State::kRunning) return;  // the answer to a question of before
  for (const std::string& line : settings_.set(SettingsPlace::kConfiguration, values, "configuration")) tell(line);
  apply_settings();
}

void Server::apply_settings() {
  governor_.set_limit(memory_budget_bytes());
  pool_->set_limits(pool_limits());
  leaks_.start(leak_config());
  look_for_alerts();
  documents_->set_timeouts(unit_timeouts());
  workspace_.reload(workspace_config());
  refresh_inlay_hints();
}

LeakWatch::Config Server::leak_config() const {
  const ext::Settings::LeakDetection& wanted = settings().leak_detection;
  LeakWatch::Config config;
  if (wanted.scan_interval_minutes) config.interval = std::chrono::minutes(*wanted.scan_interval_minutes);
  if (wanted.minimum_allocation_age_seconds)
    config.quiet = std::chrono::seconds(*wanted.minimum_allocation_age_seconds);
  if (wanted.memory_threshold_mb) {
    config.thresholds.min_growth_bytes = std::uint64_t{*wanted.memory_threshold_mb} << 20;
  }
  config.is_adaptive = wanted.adaptive_sensitivity.value_or(true);
  return config;
}

void Server::remember(const leak::Finding& finding) {
  if (!cache_) return;
  rpc::Json record = to_json(to_ext(finding, leaks_.evidence(finding.id)));
  record["pid"] = getpid();
  record["version"] = version_text();
  queries_.run<bool>(
      QueryThreads::Lane::kLong, std::stop_source(),
      [file = findings_file(), text = rpc::dump_json(record)](const std::stop_token&) {
        const auto added = add_finding(file, text);
        if (!added) base::log_error("{}: {}", file, added.error().message);
        return true;
      },
      [](bool) {});
}

std::string Server::findings_file() const {
  return cache_ ? fs::join_path(cache_->path(), "findings.db") : std::string();
}

void Server::look_for_alerts() {
  alerts_.set(settings().alerts);
  alert_timer_.cancel();
  if (!alerts_.is_on()) return;
  for (const ext::Alert& each : alerts_.check(make_metrics(*this))) {
    metrics_.count("alerts");
    base::log_error("{}{}{} is {}, above {}", each.name, each.what.empty() ? "" : " of ", each.what, each.value,
                    each.threshold);
    connection_.notify("$/alert", to_json(each));
  }
  alert_timer_.start(kAlertInterval, [this] { look_for_alerts(); });
}

LeakWatch::Hooks Server::leak_hooks() {
  LeakWatch::Hooks hooks;
  hooks.is_busy = [this] { return is_busy(); };
  hooks.read = [this] { return read_leak_scan(*this); };
  hooks.clean_up = [this] { memory_relief_.on_quiet(); };
  hooks.sample_heap = [](bool is_on) { memory::set_heap_sampling(is_on); };
  hooks.read_heap = [this] { return read_heap(); };
  hooks.recycle = [this](const leak::SiteReading& worker) {
    for (const auto& [path, file] : documents_->files()) {
      if (worker_site(path) == worker.site && file->session->recycle_worker()) metrics_.count("leaks.recycled");
    }
  };
  hooks.on_found = [this](const leak::Finding& finding) {
    metrics_.count("leaks.found");
    connection_.notify("$/leakDetected", to_json(to_ext(finding, leaks_.evidence(finding.id))));
    const std::string text = describe(finding);
    base::log_error("{}", text);
    remember(finding);
    if (finding.amount == leak::Amount::kWorkerBytes) return;  // mended already
    if (!settings().leak_detection.enable_notification.value_or(true) || has_shown_leak_) return;
    has_shown_leak_ = true;  // once is enough to know of
    connection_.notify("window/showMessage", to_json(lsp::ShowMessageParams{lsp::MessageType::kWarning, text}));
  };
  return hooks;
}

Result<memory::HeapProfile> Server::read_heap() const {
  if (!cache_) return unexpected(ErrorCode::kUnavailable, "there is no cache folder to write the heap profile to");
  return memory::take_heap_profile(fs::join_path(cache_->scratch(), "heap"));
}

std::string Server::heap_file() {
  return cache_ ? fs::join_path(cache_->scratch(), fmt::format("heap{}", ++heap_files_)) : std::string();
}

bool Server::is_busy() const {
  if (state_ != State::kRunning || !index_.is_settled() || workspace_.is_busy()) return true;
  if (!documents_) return false;
  return std::any_of(documents_->files().begin(), documents_->files().end(), [](const auto& each) {
    const auto status = each.second->session->worker_status();
    return status && !status->job.empty();
  });
}

void Server::refresh_inlay_hints() {
  if (!client_.inlay_hint_refresh) return;
  connection_.request("workspace/inlayHint/refresh", nullptr, [](const Result<rpc::Json>&) {});
}

OpenDocuments::Events Server::document_events() {
  OpenDocuments::Events events;
  events.on_diagnostics = [this](const OpenFile& file, bool is_expected) { publish(file, is_expected); };
  events.on_inactive_regions = [this](const Document& document, const std::vector<text::Range>& regions) {
    if (!client_.inactive_regions) return;
    lsp::InactiveRegionsParams params{document.uri, {}};
    for (const text::Range& each : regions) params.regions.push_back(to_lsp(each));
    connection_.notify("textDocument/inactiveRegions", to_json(params));
  };
  events.on_answers_outdated = [this] {
    if (client_.semantic_tokens.refresh_support) {
      connection_.request("workspace/semanticTokens/refresh", nullptr, [](const Result<rpc::Json>&) {});
    }
    refresh_inlay_hints();
  };
  events.on_cleared = [this](const std::string& uri) {
    if (client_.pulls_diagnostics) return;  // who pulls decides what to keep
    lsp::PublishDiagnosticsParams params;
    params.uri = uri;
    connection_.notify("textDocument/publishDiagnostics", to_json(params));
  };
  events.on_parse_started = [this](const Document& document) {
    return progress_.begin("Parsing", std::string(fs::file_name(document.path)));
  };
  events.on_parse_finished = [this](std::uint64_t progress) { progress_.end(progress); };
  events.on_status = [this](const Document& document, const std::string& status) {
    if (!settings().clangd_file_status.value_or(false)) return;
    connection_.notify("textDocument/clangd.fileStatus", to_json(ext::FileStatus{document.uri, status}));
  };
  return events;
}

// Pushed or pulled, never both for one document.
void Server::publish(const OpenFile& file, bool is_expected) {
  if (client_.pulls_diagnostics) {
    if (!is_expected && client_.diagnostic_refresh) {
      connection_.request("workspace/diagnostic/refresh", nullptr, [](const Result<rpc::Json>&) {});
    }
    return;
  }
  lsp::PublishDiagnosticsParams params;
  params.uri = file.document.uri;
  if (client_.publish_diagnostics.version_support) params.version = file.document.version;
  for (const model::Diagnostic& each : *file.diagnostics.last()) {
    params.diagnostics.push_back(to_lsp(each, client_.publish_diagnostics));
  }
  connection_.notify("textDocument/publishDiagnostics", to_json(params));
}

void Server::shutdown() {
  state_ = State::kShutDown;
  // Open questions first: closing the files would answer them too, but less clearly.
  if (documents_) documents_->close_all();
  // Some clients, Emacs among them, send `exit` and kill the process in the same breath.
  let_go();
  base::log_info("shut down");
}

void Server::let_go() {
  alert_timer_.cancel();
  if (packages_) packages_->let_go();
  report_socket_.reset();
  disk_.let_go();
  documents_.reset();
  pool_.reset();
  index_.let_go();
  cache_.reset();
}

void Server::exit() { finish(state_ == State::kShutDown ? 0 : 1); }

void Server::stop(const std::string& reason) {
  if (finishing_) return;
  base::log_info("ending: {}", reason);
  finish(state_ == State::kShutDown ? 0 : 1);
}

void Server::finish(int exit_code) {
  if (finishing_) return;
  finishing_ = true;
  exit_code_ = exit_code;
  if (documents_) documents_->close_all();
  drain_timer_.start(kDrainLimit, [this] { loop_.stop(); });
  stream_->when_drained([this] { loop_.stop(); });
}

void Server::watch_client(pid_t pid) {
  auto fd = proc::open_pidfd(pid);
  if (!fd) {
    // EPERM and the like mean that it lives; only a client that is gone ends us.
    if (fd.error().code == ErrorCode::kNotFound) {
      loop_.post([this] { stop("the client's process is gone"); });
    }
    return;
  }
  client_pidfd_ = *std::move(fd);
  client_watch_ =
      std::make_unique<io::ReadableWatch>(loop_, client_pidfd_.get(), [this] { stop("the client's process ended"); });
}

void Server::tell(const std::string& message) {
  base::log_info("{}", message);
  connection_.notify("window/logMessage", to_json(lsp::LogMessageParams{lsp::MessageType::kInfo, message}));
}

void Server::show_error(const std::string& message) {
  base::log_error("{}", message);
  connection_.notify("window/showMessage", to_json(lsp::ShowMessageParams{lsp::MessageType::kError, message}));
}

std::optional<ProjectView> Server::project_view() {
  ProjectView view;
  view.snapshot = index_.snapshot();
  if (!view.snapshot || root_.empty()) return std::nullopt;
  view.root = root_;
  view.encoding = documents_->encoding();
  for (const auto& [path, file] : documents_->files()) view.open_texts[path] = file->document.snapshot();
  const index::SemanticStatus status = semantic_status();
  view.is_index_fresh = status.is_listed && status.total != 0 && status.pending() == 0;
  return view;
}

index::SemanticStatus Server::semantic_status() const { return index_.semantic_status(); }

AnswerMark Server::project_mark() const { return mark_of(semantic_status()); }

void Server::mark(const rpc::RequestId& request, const AnswerMark& mark) {
  if (!mark.is_complete) metrics_.count("answer.partial");
  if (mark.is_stale) metrics_.count("answer.stale");
  if (client_.cairn_answer_status) {
    const index::SemanticStatus status = semantic_status();
    const std::uint64_t pending = status.is_listed ? status.pending() : 0;
    ext::AnswerStatus told{request, mark.is_complete, mark.is_stale, name_of(mark.source), pending, mark.limit, {}};
    if (const auto& counts = mark.candidates) {
      told.candidates = {counts->files, counts->units, counts->pending, counts->unclean};
    }
    connection_.notify("$/answerStatus", to_json(told));
    return;
  }
  std::string text;
  if (!mark.is_complete) text = "partial answer: " + mark.limit.value_or("there is more");
  if (mark.is_stale) text += text.empty() ? "answer about an older text" : "; some of it about an older text";
  if (text.empty()) return;
  connection_.notify("window/logMessage", to_json(lsp::LogMessageParams{lsp::MessageType::kLog, text}));
}

void Server::open_files_changed() {
  if (documents_) index_.set_open_files(documents_->paths());
}

void Server::report_memory(memory::MemoryTree& tree) const {
  memory::MemoryTree& protocol = tree.child("protocol");
  protocol.child("connection").add(connection_.memory_bytes());
  protocol.child("output").add(stream_->queued_bytes());
  tree.child("session").child("metrics").add(metrics_.memory_bytes());
  tree.child("session").child("leaks").add(leaks_.watch().memory_bytes());
  workspace_.report_memory(tree.child("project"));
  index_.report_memory(tree);
  if (pool_) tree.child("documents").child("answers").add(pool_->answer_bytes());
  tree.child("index").child("watcher").add(disk_.status().watcher.memory_bytes);
  if (documents_) documents_->report_memory(tree.child("documents"));
}

}  // namespace cairn::server
