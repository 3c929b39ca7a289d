// PreludeKeeper: which preludes there are, which have to be built, and which unit uses which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/deps/unit_table.h"
#include "core/index/prelude/demotions.h"
#include "core/index/prelude/layer_build.h"
#include "core/index/prelude/prelude_cache.h"
#include "core/index/prelude/prelude_groups.h"
#include "core/index/prelude/prelude_status.h"
#include "core/index/prelude/unit_rule.h"
#include "core/index/unit_listing.h"
#include "core/project/compile_command.h"
#include "core/worker/messages.h"

namespace cairn::index {

// What an indexer has to do for a prelude, other than its units.
struct PreludeJob {
  std::size_t group = 0;
  std::size_t prelude = 0;  // of the group; for builds
  std::uint64_t epoch = 0;  // of the planning that it belongs to: older ones are of no use any more
  std::optional<worker::DescribeCommandRequest> describe;
  std::optional<worker::BuildPreludeRequest> build;
  worker::BuiltPrelude built;  // the answer
  std::string segment_path;    // of the rows that are delivered
  bool is_retry = false;
  std::uint64_t expected_bytes = 0;  // of memory
};

// The way of a group: its units are looked at when enough of them have to be parsed; where an up-to-date prelude is
// on the disk, it is used; otherwise it is built, if that costs less than it saves; meanwhile
// its units wait. Whatever fails on that way makes units exact ones.
//
// Confined to the loop thread; what waits for the disk runs on the host's background thread.
class PreludeKeeper {
 public:
  struct Host {
    std::function<void(std::function<void()>)> post;                        // runs on the background thread
    std::function<void(std::function<void()>)> on_loop;                     // runs on the loop thread
    std::function<project::CompileCommand(const ListedUnit&)> command_for;  // on the background thread
    std::function<bool(const worker::IndexedFile&)> has_rows;               // the same: they are in the store
    std::function<void(std::size_t unit)> parse_again;  // it has to be an exact one, though it is up to date
    std::function<void()> on_changed;                   // units may go on, or there is a job
    std::function<void(const char* counter)> count;
  };

  PreludeKeeper(Host host, PreludeMode mode, std::string folder, std::string indexer, std::string root);

  PreludeMode mode() const { return mode_; }

  struct Stale {
    std::size_t number = 0;     // in the list
    std::uint64_t cost_ms = 0;  // of its last parse; 0: not known
  };
  // After each survey: `stale` units have to be parsed; `exact` ones are up to date by an exact parse. Numbers in the
  // list.
  void consider(std::shared_ptr<const UnitList> list, const std::vector<Stale>& stale, std::set<std::size_t> exact);

  enum class Way : std::uint8_t { kExact, kOnPrelude, kWait };
  Way way_of(const ListedUnit& unit) const;
  // After kOnPrelude.
  std::shared_ptr<const ReadyPrelude> prelude_of(const ListedUnit& unit) const;
  // Macros of which the unit's command says something else than the prelude's.
  std::vector<std::string> other_macros(const ListedUnit& unit, const ReadyPrelude& prelude) const;

  // The unit is parsed exactly until its text or its command changes.
  void demote(const ListedUnit& unit, std::uint64_t content_hash, const std::string& reason);
  // A unit was parsed on its prelude, for `cpu_ms`.
  void note_use(const ListedUnit& unit, std::uint32_t cpu_ms);

  // The next thing to do; null if there is none now. Each job that was handed out ends in one of the calls below.
  std::shared_ptr<PreludeJob> next_job();
  bool has_job() const { return !jobs_.empty(); }
  std::uint64_t next_job_bytes() const { return jobs_.empty() ? 0 : jobs_.front()->expected_bytes; }
  bool is_busy() const { return planning_ != 0 || !jobs_.empty() || jobs_out_ != 0; }
  void on_described(const std::shared_ptr<PreludeJob>& job, worker::CommandDescription description);
  // True: the layer stands, and its rows have to be delivered, then on_rows_kept().
  bool on_built(const std::shared_ptr<PreludeJob>& job);
  void on_rows_kept(const std::shared_ptr<PreludeJob>& job);
  void on_failed(const std::shared_ptr<PreludeJob>& job, const std::string& reason);
  // No process could be had: the job is to be tried later.
  void put_back(const std::shared_ptr<PreludeJob>& job);

  PreludeStatus status() const;
  std::size_t memory_bytes() const;
  void stop() { stop_.request_stop(); }

 private:
  enum class Stage : std::uint8_t { kStandard, kProject, kReady, kGivenUp };
  struct Prelude {
    PreludePlan plan;
    Stage stage = Stage::kStandard;
    std::optional<LayerBuild> build;
    std::vector<BuiltLayer> layers;
    std::vector<LayerKey> keys;
    std::shared_ptr<const ReadyPrelude> ready;
    std::string reason;  // why it was given up
    int failures = 0;    // builds that came to nothing; not those that found errors
    std::uint64_t used = 0;
    std::uint64_t refused = 0;
    std::uint64_t cpu_ms = 0;       // of the units on it
    std::vector<LeftOut> refusals;  // of units; at most kMaxLeftOut
  };
  struct Group {
    PreludeGroup facts;
    bool is_described = false;
    std::vector<Prelude> preludes;
    std::string reason;  // why it has none
  };
  struct Place {
    std::size_t group = 0;
    std::optional<std::size_t> prelude;
    bool is_exact = false;  // by the plan
  };
  struct Planned {
    PreludePlan plan;
    std::vector<BuiltLayer> layers;  // that are there, from the lowest
    std::vector<LayerKey> keys;      // of the same
    std::shared_ptr<const ReadyPrelude> ready;
  };

  Prelude* prelude_at(const PreludeJob& job);
  const Place* place_of(const ListedUnit& unit) const;
  void take_groups(std::vector<PreludeGroup> groups, const std::vector<bool>& has_to_plan, std::vector<bool> is_fresh,
                   const std::set<deps::UnitKey>& demoted);
  void place_units(std::size_t group, std::size_t prelude);
  void take_plans(std::size_t group, std::uint64_t epoch, std::vector<Planned> plans);
  void begin_layer(std::size_t group, std::size_t number);
  void queue_build(std::size_t group, std::size_t number);
  void finish_prelude(std::size_t group, std::size_t number);
  void note_peak(const std::string& layer, std::uint64_t bytes);
  void give_up(Prelude& prelude, const std::string& reason);
  LayerKey layer_key(const PreludePlan& plan, bool is_standard, const std::string& below) const;
  void save_demotions();
  void changed() {
    if (host_.on_changed) host_.on_changed();
  }

  const Host host_;
  const PreludeMode mode_;
  const std::string folder_;
  const std::string indexer_;
  const std::string root_;
  std::shared_ptr<PreludeCache> cache_;  // the background thread's

  std::uint64_t epoch_ = 0;
  int planning_ = 0;     // tasks of the background thread that units wait for
  int considering_ = 0;  // of them, those after which everything may be another way
  std::shared_ptr<const UnitList> list_;
  std::set<std::size_t> exact_;  // consider()
  std::set<std::size_t> stale_;  // of it, the numbers
  std::vector<Group> groups_;
  std::map<deps::UnitKey, Place> places_;
  Demotions demotions_;                         // at most kMaxDemotions
  std::set<deps::UnitKey> demoted_;             // of them, those that hold for the unit as it is
  std::map<std::string, std::uint64_t> peaks_;  // by layers' names: the most that a build of such a one has needed
  std::vector<std::shared_ptr<PreludeJob>> jobs_;
  int jobs_out_ = 0;
  std::stop_source stop_;
};

}  // namespace cairn::index
