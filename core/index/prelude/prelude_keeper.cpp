#include "core/index/prelude/prelude_keeper.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "platform/base/log.h"
#include "platform/fs/file.h"

namespace cairn::index {
namespace {

// An exact parse takes about this many times as long as one on a prelude (design 3.2: 82 against 11 to 14 s).
constexpr std::uint64_t kExactFactor = 6;
// A prelude that so many units refuse, and more than twice as many as use it, costs more than it saves.
constexpr std::uint64_t kMaxRefusals = 4;
constexpr std::size_t kMaxSourceBytes = std::size_t{16} << 20;
constexpr const char* kStandardName = "Std";
// A build reads what hundreds of units include: 250 to 480 MB (clang 19, LLVM), until one was measured.
constexpr std::uint64_t kUnknownBuildBytes = std::uint64_t{480} << 20;
// Beyond what the last one needed: its headers may have grown.
constexpr double kBuildSlack = 1.2;
// An indexer that only runs clang's driver.
constexpr std::uint64_t kDescribeBytes = std::uint64_t{64} << 20;
constexpr const char* kProjectName = "Prelude";

}  // namespace

PreludeKeeper::PreludeKeeper(Host host, PreludeMode mode, std::string folder, std::string indexer, std::string root)
    : host_(std::move(host)),
      mode_(mode),
      folder_(std::move(folder)),
      indexer_(std::move(indexer)),
      root_(std::move(root)),
      cache_(std::make_shared<PreludeCache>(folder_, root_)) {}

void PreludeKeeper::consider(std::shared_ptr<const UnitList> list, const std::vector<Stale>& stale,
                             std::set<std::size_t> exact) {
  if (mode_ == PreludeMode::kOff || stale.empty()) return;
  const bool is_first = list_ == nullptr;
  list_ = std::move(list);
  exact_ = std::move(exact);
  stale_.clear();
  for (const Stale& unit : stale) stale_.insert(unit.number);
  ++planning_;
  ++considering_;
  std::vector<std::uint64_t> fingerprints;
  std::vector<std::vector<std::pair<BuiltLayer, LayerKey>>> layers;  // by group
  std::vector<std::uint64_t> build_ms;
  std::vector<std::map<std::size_t, std::uint64_t>> include_lines;
  for (const Group& group : groups_) {
    fingerprints.push_back(group.facts.fingerprint);
    auto& known = layers.emplace_back();
    auto& lines = include_lines.emplace_back();
    std::uint64_t took = 0;
    for (const Prelude& prelude : group.preludes) {
      lines.insert(prelude.plan.include_lines.begin(), prelude.plan.include_lines.end());
      for (std::size_t i = 0; i < prelude.layers.size(); ++i) {
        known.emplace_back(prelude.layers[i], prelude.keys[i]);
        took += prelude.layers[i].cpu_ms;
      }
    }
    build_ms.push_back(took);
  }
  host_.post([this, list = list_, stale, fingerprints, layers, build_ms, include_lines, is_first, host = host_,
              cache = cache_, root = root_, folder = folder_, demotions = demotions_]() mutable {
    if (is_first) {
      cache->clean({});
      demotions = read_demotions(folder);
    }
    std::vector<PreludeGroup> groups = group_units(*list, root, host.command_for);
    std::map<std::size_t, std::uint64_t> costs;
    for (const Stale& unit : stale) costs.emplace(unit.number, unit.cost_ms);
    FileStates states(root);
    std::vector<bool> has_to_plan;
    std::vector<bool> is_fresh;
    for (const PreludeGroup& group : groups) {
      const auto known = std::find(fingerprints.begin(), fingerprints.end(), group.fingerprint);
      bool fresh = known != fingerprints.end();
      std::uint64_t rebuild_ms = 0;
      if (fresh) {
        const auto number = static_cast<std::size_t>(known - fingerprints.begin());
        rebuild_ms = build_ms[number];
        for (const auto& [layer, key] : layers[number]) fresh = fresh && cache->is_fresh(layer, key, states);
      }
      // Other include lines, another order: other units may have to be exact ones. The layers are found again.
      bool has_other_includes = false;
      const auto has_changed = [&](const GroupedUnit& unit) {
        const auto& lines = include_lines[static_cast<std::size_t>(known - fingerprints.begin())];
        const auto line = lines.find(unit.number);
        if (line == lines.end()) return false;
        const auto text = fs::read_file(unit.path, kMaxSourceBytes);
        return !text || include_lines_hash(scan_source(*text)) != line->second;
      };
      std::size_t count = 0;
      std::uint64_t saved_ms = 0;
      for (const GroupedUnit& unit : group.units) {
        const auto cost = costs.find(unit.number);
        if (cost == costs.end()) continue;
        has_other_includes = has_other_includes || (known != fingerprints.end() && has_changed(unit));
        ++count;
        saved_ms += cost->second * (kExactFactor - 1);
      }
      const bool is_worth_it = count >= kLeastUnits && (saved_ms == 0 || saved_ms > rebuild_ms);
      has_to_plan.push_back((!fresh && is_worth_it) || (fresh && has_other_includes));
      is_fresh.push_back(fresh && !has_other_includes);
    }
    Demotions kept;
    std::set<deps::UnitKey> demoted;
    for (const auto& [key, demotion] : demotions) {
      const auto unit = std::lower_bound(list->begin(), list->end(), key,
                                         [](const ListedUnit& a, const deps::UnitKey& b) { return a.key < b; });
      if (unit == list->end() || unit->key != key || unit->command_hash != demotion.command_hash) continue;
      if (states.content_hash(key.path) != demotion.content_hash) continue;
      kept.emplace(key, demotion);
      demoted.insert(key);
    }
    host.on_loop([this, groups = std::move(groups), has_to_plan, is_fresh, kept, demoted]() mutable {
      --planning_;
      --considering_;
      demotions_ = std::move(kept);
      take_groups(std::move(groups), has_to_plan, is_fresh, demoted);
      changed();
    });
  });
}

void PreludeKeeper::take_groups(std::vector<PreludeGroup> groups, const std::vector<bool>& has_to_plan,
                                std::vector<bool> is_fresh, const std::set<deps::UnitKey>& demoted) {
  ++epoch_;
  jobs_.clear();
  demoted_ = demoted;
  std::vector<Group> old = std::exchange(groups_, {});
  places_.clear();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto known = std::find_if(old.begin(), old.end(),
                                    [&](const Group& each) { return each.facts.fingerprint == groups[i].fingerprint; });
    Group& group = groups_.emplace_back();
    const bool is_whole = known != old.end() && known->is_described &&
                          std::all_of(known->preludes.begin(), known->preludes.end(), [](const Prelude& prelude) {
                            return prelude.stage == Stage::kReady || prelude.stage == Stage::kGivenUp;
                          });
    if (is_fresh[i] && is_whole) group = std::move(*known);
    group.facts = std::move(groups[i]);
    for (const GroupedUnit& unit : group.facts.units) places_[(*list_)[unit.number].key] = {i, std::nullopt};
    if (group.is_described) {
      for (std::size_t number = 0; number < group.preludes.size(); ++number) place_units(i, number);
    } else if (has_to_plan[i] || is_fresh[i]) {
      auto job = std::make_shared<PreludeJob>();
      job->group = i;
      job->epoch = epoch_;
      FlagKey flags;
      flags.options = group.facts.units.front().flags.options;
      job->expected_bytes = kDescribeBytes;
      job->describe = {group.facts.sample, group.facts.directory, arguments_of(flags)};
      jobs_.push_back(std::move(job));
    } else {
      group.is_described = true;
      group.reason = "too few of its units have to be parsed";
    }
  }
}

void PreludeKeeper::place_units(std::size_t group, std::size_t number) {
  const PreludePlan& plan = groups_[group].preludes[number].plan;
  for (const std::size_t unit : plan.units) places_[(*list_)[unit].key].prelude = number;
  for (const std::size_t unit : plan.exact_units) {
    places_[(*list_)[unit].key].is_exact = true;
    if (!exact_.contains(unit) && !stale_.contains(unit)) host_.parse_again(unit);
  }
}

void PreludeKeeper::on_described(const std::shared_ptr<PreludeJob>& job, worker::CommandDescription description) {
  --jobs_out_;
  if (job->epoch != epoch_) return changed();
  Group& group = groups_[job->group];
  if (description.language != "c++") {
    group.is_described = true;
    group.reason = "it is not C++";
    return changed();
  }
  ++planning_;
  for (GroupedUnit& unit : group.facts.units) unit.is_exact = exact_.contains(unit.number);
  host_.post([this, host = host_, cache = cache_, root = root_, units = group.facts.units,
              directory = group.facts.directory, description = std::move(description), group = job->group,
              epoch = epoch_, stop = stop_.get_token()] {
    std::vector<Planned> plans;
    FileStates states(root);
    for (PreludePlan& plan : choose_headers(units, directory, description, stop)) {
      Planned& planned = plans.emplace_back();
      planned.plan = std::move(plan);
      std::string below;
      for (const bool is_standard : {true, false}) {
        if (!is_standard && planned.plan.project.empty()) break;
        const LayerKey key = layer_key(planned.plan, is_standard, below);
        auto layer = cache->find(key, states);
        // Rows of a layer whose units were never parsed are gone; its build says them again.
        if (!layer || !std::all_of(layer->files.begin(), layer->files.end(), host.has_rows)) break;
        below = layer->module_path;
        planned.layers.push_back(*std::move(layer));
        planned.keys.push_back(key);
      }
      if (planned.layers.size() == (planned.plan.project.empty() ? 1U : 2U)) {
        planned.ready = std::make_shared<const ReadyPrelude>(make_ready(planned.layers, planned.plan, root));
      }
    }
    host.on_loop([this, group, epoch, plans = std::move(plans)]() mutable {
      --planning_;
      take_plans(group, epoch, std::move(plans));
      changed();
    });
  });
}

void PreludeKeeper::take_plans(std::size_t number, std::uint64_t epoch, std::vector<Planned> plans) {
  if (epoch != epoch_) return;
  Group& group = groups_[number];
  group.is_described = true;
  if (plans.empty()) group.reason = "too few of its units share headers";
  for (Planned& planned : plans) {
    const std::size_t place = group.preludes.size();
    Prelude& prelude = group.preludes.emplace_back();
    prelude.plan = std::move(planned.plan);
    prelude.layers = std::move(planned.layers);
    prelude.keys = std::move(planned.keys);
    prelude.ready = std::move(planned.ready);
    for (std::size_t i = 0; i < prelude.layers.size(); ++i) {
      note_peak(prelude.keys[i].name, prelude.layers[i].peak_bytes);
    }
    place_units(number, place);
    if (prelude.ready) {
      prelude.stage = Stage::kReady;
      host_.count("preludes.found");
    } else {
      begin_layer(number, place);
    }
  }
}

LayerKey PreludeKeeper::layer_key(const PreludePlan& plan, bool is_standard, const std::string& below) const {
  return {indexer_,       is_standard ? kStandardName : kProjectName, plan.directory,
          plan.arguments, is_standard ? plan.standard : plan.project, below};
}

void PreludeKeeper::begin_layer(std::size_t group, std::size_t number) {
  Prelude& prelude = groups_[group].preludes[number];
  if (prelude.layers.empty()) {
    prelude.stage = Stage::kStandard;
    prelude.build.emplace(prelude.plan.standard, std::vector<std::vector<std::uint32_t>>());
  } else if (prelude.layers.size() == 1 && !prelude.plan.project.empty()) {
    prelude.stage = Stage::kProject;
    prelude.build.emplace(prelude.plan.project, prelude.plan.includers);
  } else {
    return finish_prelude(group, number);
  }
  queue_build(group, number);
}

void PreludeKeeper::queue_build(std::size_t group, std::size_t number) {
  Prelude& prelude = groups_[group].preludes[number];
  const bool is_standard = prelude.stage == Stage::kStandard;
  const std::string below = prelude.layers.empty() ? std::string() : prelude.layers.back().module_path;
  const LayerKey key = layer_key(prelude.plan, is_standard, below);
  prelude.keys.resize(prelude.layers.size());
  prelude.keys.push_back(key);
  worker::BuildPreludeRequest request;
  request.name = key.name;
  request.directory = key.directory;
  request.arguments = key.arguments;
  request.root = root_;
  request.is_one_unit = is_standard;
  request.headers = prelude.build->headers();
  if (!below.empty()) request.module_files.push_back(below);
  ++planning_;
  host_.post([this, host = host_, cache = cache_, key, request, group, number, epoch = epoch_]() mutable {
    auto path = cache->new_module_path(key);
    host.on_loop([this, group, number, epoch, path, request]() mutable {
      --planning_;
      if (epoch == epoch_ && path) {
        request.output_path = *path;
        auto job = std::make_shared<PreludeJob>();
        job->group = group;
        job->prelude = number;
        job->epoch = epoch;
        const auto peak = peaks_.find(request.name);
        job->expected_bytes = peak == peaks_.end()
                                  ? kUnknownBuildBytes
                                  : static_cast<std::uint64_t>(kBuildSlack * static_cast<double>(peak->second));
        job->build = std::move(request);
        job->is_retry = groups_[group].preludes[number].failures != 0;
        jobs_.push_back(std::move(job));
      } else if (epoch == epoch_) {
        give_up(groups_[group].preludes[number], path.error().message);
      }
      changed();
    });
  });
}

PreludeKeeper::Prelude* PreludeKeeper::prelude_at(const PreludeJob& job) {
  return job.epoch == epoch_ ? &groups_[job.group].preludes[job.prelude] : nullptr;
}

void PreludeKeeper::note_peak(const std::string& layer, std::uint64_t bytes) {
  if (bytes == 0) return;
  std::uint64_t& peak = peaks_[layer];
  peak = std::max(peak, bytes);
}

bool PreludeKeeper::on_built(const std::shared_ptr<PreludeJob>& job) {
  Prelude* const prelude = prelude_at(*job);
  if (!prelude) {
    --jobs_out_;
    changed();
    return false;
  }
  host_.count("preludes.builds");
  note_peak(job->build->name, job->built.peak_bytes);
  const LayerBuild::Next next = prelude->build->take(job->built);
  if (next == LayerBuild::Next::kDone) return true;
  --jobs_out_;
  if (next == LayerBuild::Next::kAgain) {
    queue_build(job->group, job->prelude);
  } else {
    give_up(*prelude, prelude->build->reason());
  }
  changed();
  return false;
}

void PreludeKeeper::on_rows_kept(const std::shared_ptr<PreludeJob>& job) {
  --jobs_out_;
  Prelude* const prelude = prelude_at(*job);
  if (!prelude) return changed();
  BuiltLayer layer = prelude->build->layer();
  layer.module_path = job->build->output_path;
  base::log_info("prelude layer {}: {} headers, {} left out, {} bytes, {} ms", prelude->keys.back().name,
                 layer.headers.size(), layer.dropped.size(), layer.bytes, layer.cpu_ms);
  prelude->layers.push_back(layer);
  host_.post([cache = cache_, key = prelude->keys.back(), layer] {
    // Without the record it is built again next time.
    if (auto kept = cache->keep(key, layer); !kept) base::log_error("preludes: {}", kept.error().message);
  });
  begin_layer(job->group, job->prelude);
  changed();
}

void PreludeKeeper::finish_prelude(std::size_t group, std::size_t number) {
  Prelude& prelude = groups_[group].preludes[number];
  prelude.build.reset();
  ++planning_;
  host_.post(
      [this, host = host_, layers = prelude.layers, plan = prelude.plan, root = root_, group, number, epoch = epoch_] {
        auto ready = std::make_shared<const ReadyPrelude>(make_ready(layers, plan, root));
        host.on_loop([this, ready, group, number, epoch] {
          --planning_;
          if (epoch == epoch_) {
            groups_[group].preludes[number].ready = ready;
            groups_[group].preludes[number].stage = Stage::kReady;
          }
          changed();
        });
      });
}

void PreludeKeeper::give_up(Prelude& prelude, const std::string& reason) {
  // The standard library's layer alone saves much of the way.
  prelude.build.reset();
  prelude.stage = Stage::kGivenUp;
  prelude.reason = reason;
  prelude.ready.reset();
  host_.count("preludes.given_up");
  base::log_info("a prelude is given up, its units are parsed exactly: {}", reason);
}

void PreludeKeeper::on_failed(const std::shared_ptr<PreludeJob>& job, const std::string& reason) {
  --jobs_out_;
  if (job->epoch == epoch_ && job->describe) {
    if (!std::exchange(job->is_retry, true)) {
      jobs_.push_back(job);
    } else {
      groups_[job->group].is_described = true;
      groups_[job->group].reason = reason;
    }
  } else if (Prelude* const prelude = prelude_at(*job)) {
    if (prelude->failures++ == 0) {
      queue_build(job->group, job->prelude);
    } else {
      give_up(*prelude, reason);
    }
  }
  changed();
}

void PreludeKeeper::put_back(const std::shared_ptr<PreludeJob>& job) {
  --jobs_out_;
  if (job->epoch == epoch_) jobs_.push_back(job);
}

std::shared_ptr<PreludeJob> PreludeKeeper::next_job() {
  if (jobs_.empty()) return nullptr;
  std::shared_ptr<PreludeJob> job = jobs_.front();
  jobs_.erase(jobs_.begin());
  ++jobs_out_;
  return job;
}

const PreludeKeeper::Place* PreludeKeeper::place_of(const ListedUnit& unit) const {
  const auto place = places_.find(unit.key);
  return place == places_.end() ? nullptr : &place->second;
}

PreludeKeeper::Way PreludeKeeper::way_of(const ListedUnit& unit) const {
  if (mode_ == PreludeMode::kOff) return Way::kExact;
  if (considering_ != 0) return Way::kWait;
  const Place* const place = place_of(unit);
  if (!place || demoted_.contains(unit.key) || place->is_exact) return Way::kExact;
  const Group& group = groups_[place->group];
  if (!group.is_described) return Way::kWait;
  if (!place->prelude) return Way::kExact;
  const Prelude& prelude = group.preludes[*place->prelude];
  if (prelude.stage == Stage::kReady) return Way::kOnPrelude;
  return prelude.stage == Stage::kGivenUp ? Way::kExact : Way::kWait;
}

std::shared_ptr<const ReadyPrelude> PreludeKeeper::prelude_of(const ListedUnit& unit) const {
  const Place* const place = place_of(unit);
  return place && place->prelude ? groups_[place->group].preludes[*place->prelude].ready : nullptr;
}

std::vector<std::string> PreludeKeeper::other_macros(const ListedUnit& unit, const ReadyPrelude& prelude) const {
  const Place* const place = place_of(unit);
  if (!place) return {};
  for (const GroupedUnit& each : groups_[place->group].facts.units) {
    if ((*list_)[each.number].key == unit.key) return differing_macros(each.flags.macros, prelude.macros);
  }
  return {};
}

void PreludeKeeper::demote(const ListedUnit& unit, std::uint64_t content_hash, const std::string& reason) {
  host_.count("preludes.refused");
  base::log_info("{} is parsed exactly: {}", unit.key.path, reason);
  demoted_.insert(unit.key);
  if (demotions_.size() < kMaxDemotions) demotions_[unit.key] = {unit.command_hash, content_hash, reason};
  save_demotions();
  const Place* const place = place_of(unit);
  if (!place || !place->prelude) return;
  Prelude& prelude = groups_[place->group].preludes[*place->prelude];
  ++prelude.refused;
  if (prelude.refusals.size() < kMaxLeftOut) prelude.refusals.push_back({unit.key.path, reason});
  if (prelude.refused >= kMaxRefusals && prelude.refused > 2 * prelude.used && prelude.stage == Stage::kReady) {
    give_up(prelude, "too few of its units hold on it: " + reason);
  }
}

void PreludeKeeper::note_use(const ListedUnit& unit, std::uint32_t cpu_ms) {
  host_.count("preludes.used");
  const Place* const place = place_of(unit);
  if (!place || !place->prelude) return;
  Prelude& prelude = groups_[place->group].preludes[*place->prelude];
  ++prelude.used;
  prelude.cpu_ms += cpu_ms;
}

void PreludeKeeper::save_demotions() {
  host_.post([folder = folder_, demotions = demotions_] { write_demotions(folder, demotions); });
}

std::size_t PreludeKeeper::memory_bytes() const {
  constexpr std::size_t kPath = 96;  // about: a string on the heap
  constexpr std::size_t kNode = 64;
  std::size_t bytes = places_.size() * (kNode + kPath) + demotions_.size() * (kNode + 2 * kPath);
  for (const Group& group : groups_) {
    for (const GroupedUnit& unit : group.facts.units) {
      bytes += sizeof(GroupedUnit) +
               kPath * (1 + unit.flags.options.size() + unit.flags.angled.size() + unit.flags.macros.size() * 2);
    }
    for (const Prelude& prelude : group.preludes) {
      bytes += (prelude.plan.standard.size() + prelude.plan.project.size()) * kPath;
      for (const BuiltLayer& layer : prelude.layers) bytes += (layer.files.size() + layer.headers.size()) * kPath;
      if (!prelude.ready) continue;
      for (const auto& [path, names] : prelude.ready->names)
        bytes += kNode + kPath + names.capacity() * sizeof(NameHash);
    }
  }
  return bytes;
}

PreludeStatus PreludeKeeper::status() const {
  PreludeStatus status;
  status.mode = mode_;
  for (const Group& group : groups_) {
    if (group.preludes.empty()) {
      GroupStatus& each = status.groups.emplace_back();
      each.options = group.facts.name;
      each.units = group.facts.units.size();
      each.state = group.is_described ? "given up" : "planned";
      each.reason = group.reason;
    }
    for (const Prelude& prelude : group.preludes) {
      GroupStatus& each = status.groups.emplace_back();
      each.options = group.facts.name;
      each.units = prelude.plan.units.size();
      each.exact_units = prelude.plan.exact_units.size();
      each.state = prelude.stage == Stage::kReady     ? "ready"
                   : prelude.stage == Stage::kGivenUp ? "given up"
                                                      : "building";
      each.reason = prelude.reason;
      each.parsed_on_it = prelude.used;
      each.refused = prelude.refused;
      each.headers_left_out = prelude.plan.headers_left_out;
      each.units_left_out = prelude.plan.units_left_out;
      each.units_left_out.insert(each.units_left_out.end(), prelude.refusals.begin(), prelude.refusals.end());
      for (std::size_t i = 0; i < prelude.layers.size(); ++i) {
        const BuiltLayer& layer = prelude.layers[i];
        each.layers.push_back({prelude.keys[i].name, layer.headers.size(), layer.bytes, layer.cpu_ms});
        each.headers_left_out.insert(each.headers_left_out.end(), layer.dropped.begin(), layer.dropped.end());
      }
    }
  }
  return status;
}

}  // namespace cairn::index
