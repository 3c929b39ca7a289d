// Server: one editor's session, from the first byte on stdin to the exit code.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/govern/governor.h"
#include "core/index/semantic_status.h"
#include "core/worker/pool.h"
#include "platform/base/result.h"
#include "platform/base/unique_fd.h"
#include "platform/io/byte_stream.h"
#include "platform/io/event_loop.h"
#include "platform/sqlite/connection_pool.h"
#include "platform/trace/metrics.h"
#include "protocol/lsp/initialize.h"
#include "protocol/rpc/connection.h"
#include "server/answers/answer_mark.h"
#include "server/answers/project_view.h"
#include "server/answers/query_threads.h"
#include "server/cli/options.h"
#include "server/documents/open_documents.h"
#include "server/session/alerts.h"
#include "server/session/cache_folder.h"
#include "server/session/disk_changes.h"
#include "server/session/index_host.h"
#include "server/session/leak_watch.h"
#include "server/session/memory_history.h"
#include "server/session/memory_relief.h"
#include "server/session/progress.h"
#include "server/session/report_socket.h"
#include "server/session/settings_layers.h"
#include "server/session/workspace.h"

namespace cairn::server {

class DependencyReader;
class PackageWatch;

// Joins the wire to the core: owns the connection, the open documents, the worker
// pool and the settings, and runs the life cycle of LSP 3.17 ("Server lifecycle").
// It ends when `exit` came, or when the client's stream or process is gone; then
// exit_code() is 0 only after `shutdown`.
// Confined to the loop thread.
class Server {
 public:
  Server(io::EventLoop& loop, Options options, std::string worker_program, std::string indexer_program,
         base::UniqueFd in, base::UniqueFd out);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();
  int exit_code() const { return exit_code_; }

  // Life cycle, called by its handlers.
  lsp::InitializeResult initialize(const lsp::InitializeParams& params);
  // After the reply to `initialize`, since loading reports progress and problems.
  void load_workspace();
  void shutdown();
  // Everything that a kill would leave behind goes: workers, temporary files.
  void let_go();
  void exit();
  // Ends the session for a reason outside of the protocol: a signal, a lost client.
  void stop(const std::string& reason);

  // For handlers. documents() exists from `initialize` to `shutdown`.
  rpc::Connection& connection() { return connection_; }
  const rpc::Connection& connection() const { return connection_; }
  Progress& progress() { return progress_; }
  bool has_documents() const { return documents_ != nullptr; }
  OpenDocuments& documents() { return *documents_; }
  const OpenDocuments& documents() const { return *documents_; }
  Workspace& workspace() { return workspace_; }
  IndexHost& index() { return index_; }
  const IndexHost& index() const { return index_; }
  DiskChanges& disk() { return disk_; }
  const DiskChanges& disk() const { return disk_; }
  const std::string& root() const { return root_; }  // of the workspace; empty: none
  io::EventLoop& loop() { return loop_; }
  QueryThreads& queries() { return queries_; }
  // What questions across the project are answered from now; none without an open index.
  std::optional<ProjectView> project_view();
  // How far the semantic index is.
  index::SemanticStatus semantic_status() const;
  // The mark of an answer that every unit may add to.
  AnswerMark project_mark() const;
  trace::Metrics& metrics() { return metrics_; }
  const trace::Metrics& metrics() const { return metrics_; }
  const lsp::ClientCapabilities& client() const { return client_; }
  const std::string& cache_path() const;  // of the cache folder; empty: there is none
  // Null: there is no workspace, or no folder for its index.
  const std::shared_ptr<DependencyReader>& dependencies() const { return dependencies_; }
  const MemoryHistory& memory_history() const { return memory_history_; }
  LeakWatch& leaks() { return leaks_; }
  const LeakWatch& leaks() const { return leaks_; }
  // What the code holds that allocated while the heap was sampled.
  Result<memory::HeapProfile> read_heap() const;
  // The database of what was found in this workspace; empty: there is no cache folder.
  std::string findings_file() const;
  // A file of the scratch folder for the next profile; empty: there is no folder.
  std::string heap_file();
  // The profile that later ones are compared with; null: none was marked. Not changed once it is there.
  std::shared_ptr<const memory::HeapProfile> marked_heap() const { return marked_heap_; }
  void mark_heap(std::shared_ptr<const memory::HeapProfile> heap) { marked_heap_ = std::move(heap); }
  // Answers that are kept to be given again.
  std::size_t kept_answers() const { return pool_ ? pool_->answers().size() : 0; }
  std::size_t kept_answer_bytes() const { return pool_ ? pool_->answer_bytes() : 0; }
  const govern::Governor& governor() const { return governor_; }
  // In force now.
  const ext::Settings& settings() const { return settings_.settings(); }

  // What the client says about Cairn in workspace/didChangeConfiguration, all of it.
  void change_configuration(const rpc::Json& values);

  // window/logMessage, and the same line in the log.
  void tell(const std::string& message);
  // window/showMessage at level Error, and the same line in the log: for what costs
  // the user something.
  void show_error(const std::string& message);
  // Says what the answer to `request` is worth, in the form that the client knows. For Call.
  void mark(const rpc::RequestId& request, const AnswerMark& mark);

  // Tells the index what is open now.
  void open_files_changed();

  void report_memory(memory::MemoryTree& tree) const;

 private:
  enum class State { kUninitialized, kRunning, kShutDown };

  std::optional<rpc::ResponseError> gate(std::string_view method, bool is_request) const;
  // Hands the settings in force to those who have started without them.
  void apply_settings();
  void refresh_inlay_hints();
  sqlite::PoolSettings database_pool() const;
  LeakWatch::Config leak_config() const;
  LeakWatch::Hooks leak_hooks();
  void look_for_alerts();
  // For later sessions.
  void remember(const leak::Finding& finding);
  // Requests, parses or the index are under way.
  bool is_busy() const;
  // For the server and its workers together.
  std::uint64_t memory_budget_bytes() const;
  worker::PoolLimits pool_limits() const;
  worker::UnitTimeouts unit_timeouts() const;
  Workspace::Config workspace_config() const;
  void start_index();
  void start_watching();
  void watch_packages();
  void files_changed(const index::WatchBatch& batch);
  void open_report_socket();
  void watch_client(pid_t pid);
  std::string root_of(const lsp::InitializeParams& params) const;
  OpenDocuments::Events document_events();
  void publish(const OpenFile& file, bool is_expected);
  void finish(int exit_code);

  // Constant after construction.
  io::EventLoop& loop_;
  const Options options_;
  const std::string worker_program_;
  const std::string indexer_program_;
  const std::uint32_t default_budget_mb_;

  State state_ = State::kUninitialized;
  std::string root_;  // of the workspace; empty: none
  SettingsLayers settings_;
  std::vector<std::string> start_warnings_;  // about options and settings; told once the client listens
  int exit_code_ = 1;
  bool finishing_ = false;
  bool has_shown_leak_ = false;
  lsp::ClientCapabilities client_;
  trace::Metrics metrics_;
  govern::Governor governor_;  // outlives all that holds claims
  MemoryHistory memory_history_;
  rpc::Connection connection_;
  std::unique_ptr<io::ByteStream> stream_;
  Progress progress_;
  Workspace workspace_;
  IndexHost index_;
  std::shared_ptr<DependencyReader> dependencies_;
  MemoryRelief memory_relief_;
  std::unique_ptr<PackageWatch> packages_;  // null as dependencies()
  LeakWatch leaks_;
  Alerts alerts_;
  io::Timer alert_timer_;
  std::shared_ptr<const memory::HeapProfile> marked_heap_;
  std::uint64_t heap_files_ = 0;
  DiskChanges disk_;
  QueryThreads queries_;
  std::optional<CacheFolder> cache_;
  std::unique_ptr<ReportSocket> report_socket_;
  std::unique_ptr<worker::WorkerPool> pool_;
  std::unique_ptr<OpenDocuments> documents_;  // uses the pool, so destroyed before it

  base::UniqueFd client_pidfd_;
  std::unique_ptr<io::ReadableWatch> client_watch_;
  io::Timer drain_timer_;
};

}  // namespace cairn::server
