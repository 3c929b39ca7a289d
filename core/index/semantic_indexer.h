// SemanticIndexer: keeps the semantic rows of a workspace in step with its units.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/govern/governor.h"
#include "core/index/index_ledger.h"
#include "core/index/peak_estimate.h"
#include "core/index/prelude/prelude_keeper.h"
#include "core/index/semantic_status.h"
#include "core/index/unit_listing.h"
#include "core/index/unit_queue.h"
#include "core/index/unit_standing.h"
#include "core/project/project.h"
#include "core/store/store.h"
#include "core/worker/backoff.h"
#include "core/worker/index_worker.h"
#include "core/worker/reaper.h"
#include "platform/io/event_loop.h"
#include "platform/memory/memory_tree.h"
#include "platform/sync/background_thread.h"
#include "platform/sync/thread_checker.h"
#include "platform/trace/metrics.h"

namespace cairn::index {

// A survey (IndexLedger) says which units of the compilation database are not up to date.
// They are parsed by cairn-indexer processes, as many at once as the governor allows, in
// the order of UnitQueue; a unit that needs more memory than is left waits until it is alone. Of each, the rows that
// the store lacks are delivered as a segment and published, so that answers improve while it runs. When all is done the
// processes end and nothing runs until check(), set_database() or request_units() is called.
//
// Units that an answer waits for are parsed in further processes, as many again, that have the server's priority and
// end as soon as nobody asks any more: the others have the lowest, and cannot be given more. One that is being parsed
// without getting processor time begins anew there.
//
// A unit whose process dies, or exceeds its time or memory, is tried once more when all
// others are done, alone in a fresh process; then it is in quarantine, in the table of units
// too, until a file of it or its command changes. A process that others kill (kill -9, a
// system short of memory) counts against its unit only after kMaxKills.
//
// A unit that outgrows what the budget leaves is tried once more in the same way. If it does
// not fit even then, it is told by name (SemanticStatus) and tried again when there is
// more room than it had.
//
// Bounds: one lease for each worker, of which there are twice as many as threads; as many units again whose rows wait
// to be published. Confined to the loop thread, but for its background threads. The store has to be writable.
class SemanticIndexer : public govern::Giver {
 public:
  static constexpr int kMaxDeaths = 2;
  static constexpr int kMaxKills = 6;

  struct Config {
    project::ProjectConfig project;
    std::string table_path;
    worker::WorkerConfig worker;  // program: cairn-indexer
    worker::IndexWorkerLimits limits;
    std::size_t threads = 1;
    bool adapts = true;               // to the load of the machine
    bool waits_for_requests = false;  // units that nobody asks for are left as they are
    // A job may take twenty times the median of those before, but never less than this.
    std::chrono::milliseconds deadline{120'000};
    std::chrono::milliseconds idle{3000};  // until processes that have nothing to do end
    PreludeMode preludes = kDefaultPreludeMode;
    std::string prelude_folder;  // for module files
  };
  // All run on the loop thread, not from inside calls but for stop_for().
  struct Callbacks {
    std::function<void()> on_changed;        // status() or the store's rows
    std::function<void()> on_surveyed = {};  // what check() or set_database() asked for; may be empty
    std::function<void(const std::string& message)> on_problem;  // something is lost or cannot go on: for the user
  };
  // Of the work since it was last idle.
  struct Progress {
    std::uint64_t units = 0;  // that it began with
    std::uint64_t done = 0;
    double units_per_second = 0;
    std::optional<std::chrono::seconds> left;  // an estimate by the costs of the units
  };
  // What all units took since the start; for benches.
  struct Costs {
    std::uint64_t parse_ms = 0;    // CPU of the workers, as they say
    std::uint64_t publish_us = 0;  // CPU of publishing
    std::uint64_t merge_us = 0;    // CPU of merging
  };

  // `governor` and `metrics` outlive the object.
  SemanticIndexer(io::EventLoop& loop, govern::Governor& governor, trace::Metrics& metrics, Config config,
                  std::shared_ptr<store::Store> store, Callbacks callbacks);
  // Kills the workers; waits for what the background threads are at.
  ~SemanticIndexer() override;
  SemanticIndexer(const SemanticIndexer&) = delete;
  SemanticIndexer& operator=(const SemanticIndexer&) = delete;

  // The units are those of this database from now on.
  void set_database(project::ProjectDatabase database);
  // Something on the disk, or the store, may be another: looks at all, and goes on if it was stopped. `suspects`:
  // files, as the index names them, that may have another content though their stamps are as before.
  void check(const std::set<std::string>& suspects = {});
  // The same in half a second, however often this is called until then.
  void check_soon();
  // Paths as the index names files (unit_listing.h); those that wait come first now.
  void request_units(const std::vector<std::string>& paths);
  // How the units stand, by source; empty as long as they are not known.
  FileStandings file_standings() const;
  // Those of `paths` that have a unit that is to be parsed, or is being parsed.
  std::vector<std::string> still_open(const std::vector<std::string>& paths) const;
  // Absolute paths of what is open in the editor.
  void set_open_files(const std::vector<std::string>& paths);
  void set_threads(std::size_t threads);
  // Until check() or set_database(): jobs under way are finished, none is begun.
  void stop_for(const std::string& reason);

  const SemanticStatus& status() const;
  // Whether what check() and set_database() asked for is found out, if not yet done.
  bool is_surveyed() const { return !is_surveying_ && !is_survey_wanted_; }
  // Absolute folders of all files of units, as the last survey knew them.
  const std::vector<std::string>& folders() const { return folders_; }
  // Whether nothing is under way at all, merges included.
  bool is_settled() const { return !has_work() && !is_merging_ && !is_merge_wanted_; }
  Progress progress() const;
  Costs costs() const;
  PreludeStatus preludes() const { return preludes_->status(); }
  std::vector<worker::IndexWorker::Status> workers() const;
  // Whether a background thread has something to do; from any thread.
  bool is_busy() const { return *tasks_ > 0; }
  // Ends all processes now; for a server that ends.
  void kill_workers();
  void report_memory(memory::MemoryTree& tree) const;
  // Of it, the table of units (core/deps), which the tree does not have.
  std::size_t table_bytes() const;

 private:
  // What only the background thread touches.
  struct Background;
  // One unit under way, from its lease to its place in the table.
  struct Job {
    ListedUnit unit;
    project::CompileCommand command;
    worker::IndexedUnit indexed;
    std::string segment_path;
    std::uint64_t rivals_serial = 0;  // of the survey before it
    bool is_retry = false;
    std::uint64_t expected_bytes = 0;
    std::chrono::steady_clock::time_point begun;
    std::chrono::nanoseconds used_before{0};        // of the processor, by its process, before it
    std::shared_ptr<const ReadyPrelude> prelude;    // that it is parsed on; null: exactly
    std::vector<worker::IndexedFile> silent;        // of it, files of which this unit states no rows
    std::vector<std::string> other_macros;          // PreludeKeeper::other_macros
    std::optional<worker::IndexedUnit> on_prelude;  // to be compared with the exact parse
    std::shared_ptr<const HeaderEdit> edit;         // of a header, that this unit is parsed first for; or null
  };
  struct Slot {
    std::unique_ptr<worker::IndexWorker> worker;
    std::shared_ptr<Job> job;
    std::shared_ptr<PreludeJob> prelude_job;
    bool is_urgent = false;  // for units that an answer waits for, and for no others
    bool is_free() const { return !job && !prelude_job; }
  };
  // An edited header, of whose units one is parsed first: it may spare the others.
  struct Edited {
    std::shared_ptr<const HeaderEdit> edit;
    deps::UnitKey first;
    std::set<std::size_t> waiting;
    int rounds = 0;           // of units that were parsed first and showed nothing
    bool is_proving = false;  // the first one is parsed, the others are looked at
  };
  struct Suspicion {
    int deaths = 0;
    int kills = 0;
    int times_outgrown = 0;
    std::string reason;  // of the last
  };

  // semantic_indexer.cpp
  void post(std::function<void()> work);
  void on_loop(std::function<void()> work);
  void survey();
  void take_survey(Survey survey);
  void enqueue_all();
  void enqueue(std::size_t unit);
  std::uint64_t estimated_cost(std::size_t unit) const;
  std::optional<std::size_t> find_unit(const deps::UnitKey& key) const;
  void changed();
  void fill_status(SemanticStatus& status) const;
  bool has_work() const;
  // Whether an answer waits for the unit that comes next.
  bool is_next_asked() const;
  bool has_next() const;

  // semantic_leases.cpp
  void pump();
  std::shared_ptr<Slot> free_slot();
  std::size_t busy_slots() const;
  std::size_t busy_urgent_slots() const;
  bool is_starved(const Slot& slot) const;
  bool take_from_starved(std::size_t unit);
  void end_urgent();
  bool begin_next(const std::shared_ptr<Slot>& slot);
  void begin(const std::shared_ptr<Slot>& slot, std::size_t unit, bool is_retry, std::uint64_t expected_bytes);
  std::chrono::milliseconds deadline() const;
  void on_indexed(const std::shared_ptr<Slot>& slot, worker::IndexedUnit indexed);
  void on_planned(Slot& slot, Result<Delivery> delivery);
  void on_delivered(Slot& slot);
  void on_lost(Slot& slot, worker::LostLease lost);
  void no_process(const std::string& reason);
  void blame(const std::shared_ptr<Job>& job, bool is_others_doing, const std::string& reason);
  void finish(std::shared_ptr<Job> job);
  void take_finished(const std::shared_ptr<Job>& job, const Result<FinishedUnit>& finished);
  void give_up(const ListedUnit& unit, deps::UnitState state, const std::string& reason, std::uint64_t peak_bytes = 0);
  void requeue(const deps::UnitKey& key);
  void merge();
  void rest_when_idle();

  // semantic_preludes.cpp
  void make_preludes();
  void keep_from_preludes();
  void consider_preludes();
  bool begin_prelude_job(const std::shared_ptr<Slot>& slot);
  bool has_to_wait(std::size_t unit);
  void choose_way(Job& job) const;
  void parse(Slot& slot);
  static void set_silent_apart(Job& job);
  void on_built(const std::shared_ptr<Slot>& slot, worker::BuiltPrelude built);
  void on_layer_planned(const std::shared_ptr<Slot>& slot, const Result<Delivery>& delivery);
  void keep_layer(const std::shared_ptr<Slot>& slot);
  void on_prelude_lost(Slot& slot, const worker::LostLease& lost);
  bool has_gone_another_way(const std::shared_ptr<Slot>& slot, const std::string& refused, const Delivery& delivery);
  void compare_ways(const Job& job);
  void release_layers();
  void look_for_unstated();
  // semantic_edits.cpp
  void hold_back(std::vector<EditedHeader> edits);
  bool is_held_back(std::size_t unit) const;
  bool has_held_back() const;
  bool let_go(std::size_t unit);
  void let_go(Edited& edited);
  void let_go_of_lost();
  void prove(const Job& job, const FinishedUnit& finished);
  void take_spared(const std::shared_ptr<const HeaderEdit>& edit, const Result<SparedUnits>& spared);
  // unit_admission.cpp
  std::uint64_t expected_bytes(std::size_t unit, const Slot& slot) const;
  bool begin_from_queue(const std::shared_ptr<Slot>& slot);
  bool begin_alone(const std::shared_ptr<Slot>& slot);
  bool may_begin_prelude_job(const Slot& slot);
  void set_aside(std::size_t unit, std::uint64_t expected_bytes);
  void on_outgrown(const std::shared_ptr<Job>& job, const worker::LostLease& lost);
  void try_again_what_fits();
  void end_idle() override;
  void on_step(govern::Step before, govern::Step now) override;
  void on_room(bool is_lasting) override;

  // Constant after construction.
  io::EventLoop& loop_;
  govern::Governor& governor_;
  trace::Metrics& metrics_;
  Config config_;           // but for threads
  const std::string root_;  // without symbolic links
  const std::shared_ptr<store::Store> store_;
  const Callbacks callbacks_;

  // The units, and what the last survey and the jobs since said of each.
  std::optional<project::Project> project_;
  std::shared_ptr<const UnitList> list_;  // null: not known yet
  std::vector<UnitStanding> standings_;
  std::vector<std::string> open_files_;  // as the index names them
  std::set<std::string> neighbours_;
  std::uint64_t rivals_serial_ = 0;                       // of the last survey
  std::optional<project::ProjectDatabase> new_database_;  // that the next survey lists
  bool is_surveying_ = false;
  bool is_survey_wanted_ = false;
  std::set<std::string> suspects_;  // for the next survey, and for units that are parsed meanwhile
  std::vector<std::string> folders_;

  // Work.
  UnitQueue queue_;
  std::deque<std::size_t> large_;  // units that wait until nothing else is parsed
  std::deque<deps::UnitKey> retries_;
  std::set<std::size_t> waiting_;  // taken from the queue, for a prelude that is being built
  std::vector<Edited> edits_;
  std::uint64_t spared_ = 0;         // units, since the start
  std::set<std::size_t> impatient_;  // do not wait: somebody asks for them
  bool is_releasing_ = false;
  bool has_layers_ = false;            // rows of preludes that no unit may state
  bool is_unstated_look_due_ = false;  // units were done since the last look for files that none states
  PeakEstimate peaks_;
  std::map<deps::UnitKey, Suspicion> suspicions_;
  std::set<deps::UnitKey> in_flight_;
  std::size_t finishing_ = 0;
  std::vector<std::shared_ptr<Slot>> slots_;
  std::deque<std::chrono::milliseconds> durations_;  // of the last jobs
  std::string stopped_because_;
  worker::Backoff backoff_;
  int failed_starts_ = 0;
  bool is_merging_ = false;
  bool is_merge_wanted_ = false;
  std::uint64_t next_serial_ = 0;

  // Progress.
  std::chrono::steady_clock::time_point run_begun_{};
  std::uint64_t run_done_ = 0;
  std::uint64_t run_done_cost_ = 0;
  Costs costs_;
  mutable SemanticStatus status_;
  mutable bool is_status_old_ = true;

  io::Timer check_timer_;
  io::Timer backoff_timer_;
  io::Timer idle_timer_;
  io::Timer load_timer_;
  std::unique_ptr<PreludeKeeper> preludes_;
  worker::Reaper reaper_;
  sync::ThreadChecker thread_checker_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::shared_ptr<std::atomic<int>> tasks_ = std::make_shared<std::atomic<int>>(0);  // posted and not done
  std::stop_source stop_;
  std::shared_ptr<Background> background_;
  // Last members: joined before the rest goes.
  std::unique_ptr<sync::BackgroundThread> merger_;
  std::unique_ptr<sync::BackgroundThread> thread_;
};

}  // namespace cairn::index
