#include "core/store/merge.h"

#include <algorithm>
#include <utility>

#include "core/store/merge_plan.h"
#include "core/store/name_filter.h"
#include "core/store/row_codec.h"
#include "core/store/segment_writer.h"

namespace cairn::store {
namespace {

constexpr Ordinal kStopInterval = 1024;
constexpr Ordinal kReleaseInterval = 64 * kStopInterval;

// Writes the sections of the merged segment, each in one pass over the inputs.
class Merger {
 public:
  Merger(const std::vector<MergeInput>& inputs, const MergePlan& plan, SegmentWriter& writer,
         const std::stop_token& stop)
      : inputs_(inputs), plan_(plan), writer_(writer), stop_(stop) {}

  Result<void> run(const std::string& scratch_directory);

 private:
  const Segment& segment(std::size_t input) const { return *inputs_[input].segment; }
  bool is_live(const Source& source) const { return plan_.live_files[source.input][source.ordinal]; }
  bool goes_on(Ordinal ordinal);

  // A blob per item: `fill(sources)` leaves it in blob_ and returns how many rows it has.
  template <typename Fill>
  void write_blobs(Section section, const Numbering& numbering, Fill fill);
  // A blob per file, from the one input that has its rows.
  template <typename Fill>
  void write_file_blobs(Section section, Fill fill);
  // Lists of files (by path or identifier), those that live on.
  void write_file_lists(Section section, const Numbering& numbering,
                        std::vector<Ordinal> (Segment::*list)(Ordinal) const);

  void write_files();
  std::uint64_t write_occurrences_of(const Source& source);
  std::uint64_t write_includes_of(const Source& source);
  std::uint64_t write_macros_of(const Source& source);
  void write_symbols();
  std::uint64_t collect_postings(std::span<const Source> sources);
  std::uint64_t write_relations_of(std::span<const Source> sources);
  std::uint64_t write_symbols_of_name(std::span<const Source> sources);
  // The input whose facts of a symbol count: the one with the first file by path that lives on
  // and introduces it, whatever order they were made in; else one that knows more than a mention.
  Source best_facts(std::span<const Source> sources) const;

  const std::vector<MergeInput>& inputs_;
  const MergePlan& plan_;
  SegmentWriter& writer_;
  const std::stop_token& stop_;
  ScratchArray<Ordinal> symbol_names_;  // by merged symbol: its merged name
  std::string blob_;
  std::vector<Posting> postings_;
  Result<void> status_;
};

bool Merger::goes_on(Ordinal ordinal) {
  if (ordinal % kStopInterval != 0) return true;
  // The inputs are read from one end to the other, section by section; they need not all stay resident.
  if (ordinal % kReleaseInterval == 0) {
    for (const MergeInput& input : inputs_) input.segment->file().release_pages();
  }
  if (stop_.stop_requested()) status_ = unexpected(ErrorCode::kCancelled, "cancelled");
  for (const MergeInput& input : inputs_) {
    if (input.segment->is_damaged()) status_ = unexpected(ErrorCode::kCorrupt, input.segment->file().damage());
  }
  return status_.has_value();
}

template <typename Fill>
void Merger::write_blobs(Section section, const Numbering& numbering, Fill fill) {
  std::uint64_t rows = 0;
  writer_.begin(section);
  numbering.for_each([&](Ordinal ordinal, std::span<const Source> sources) {
    blob_.clear();
    rows += fill(sources);
    writer_.append_blob(blob_);
    return goes_on(ordinal);
  });
  writer_.end_blobs(rows);
}

template <typename Fill>
void Merger::write_file_blobs(Section section, Fill fill) {
  write_blobs(section, plan_.paths, [&](std::span<const Source> sources) {
    const auto live = std::find_if(sources.begin(), sources.end(), [&](const Source& each) { return is_live(each); });
    return live == sources.end() ? std::uint64_t{0} : fill(*live);
  });
}

void Merger::write_file_lists(Section section, const Numbering& numbering,
                              std::vector<Ordinal> (Segment::*list)(Ordinal) const) {
  std::vector<Ordinal> files;
  write_blobs(section, numbering, [&](std::span<const Source> sources) {
    files.clear();
    for (const Source& source : sources) {
      for (const Ordinal file : (segment(source.input).*list)(source.ordinal)) {
        if (is_live({source.input, file})) files.push_back(plan_.paths.inputs[source.input][file]);
      }
    }
    std::sort(files.begin(), files.end());
    return put_ordinals(blob_, files);
  });
}

Result<void> Merger::run(const std::string& scratch_directory) {
  auto names = ScratchArray<Ordinal>::make(scratch_directory, plan_.symbols.count);
  if (!names) return unexpected(names.error());
  symbol_names_ = *std::move(names);

  const auto copy_text = [this](Section section) {
    return [this, section](std::span<const Source> sources) {
      blob_ = segment(sources[0].input).text(section, sources[0].ordinal);
      return std::uint64_t{1};
    };
  };
  write_blobs(Section::kPaths, plan_.paths, copy_text(Section::kPaths));
  write_files();
  write_file_blobs(Section::kOccurrences, [this](const Source& source) { return write_occurrences_of(source); });
  write_file_blobs(Section::kIncludes, [this](const Source& source) { return write_includes_of(source); });
  write_file_lists(Section::kIncluders, plan_.paths, &Segment::includers);
  write_file_blobs(Section::kMacros, [this](const Source& source) { return write_macros_of(source); });
  write_symbols();
  write_blobs(Section::kUsrs, plan_.symbols, copy_text(Section::kUsrs));
  write_blobs(Section::kSignatures, plan_.symbols, [this](std::span<const Source> sources) {
    const Source best = best_facts(sources);
    blob_ = segment(best.input).text(Section::kSignatures, best.ordinal);
    return std::uint64_t{blob_.empty() ? 0U : 1U};
  });
  write_blobs(Section::kPostings, plan_.symbols, [this](std::span<const Source> sources) {
    collect_postings(sources);
    put_postings(blob_, postings_);
    return std::uint64_t{postings_.size()};
  });
  write_blobs(Section::kRelations, plan_.symbols,
              [this](std::span<const Source> sources) { return write_relations_of(sources); });
  write_blobs(Section::kScopes, plan_.scopes, copy_text(Section::kScopes));
  write_blobs(Section::kNames, plan_.names, copy_text(Section::kNames));
  writer_.begin(Section::kNameFilters);
  plan_.names.for_each([&](Ordinal, std::span<const Source> sources) {
    writer_.append_record(make_name_filter(segment(sources[0].input).text(Section::kNames, sources[0].ordinal)));
    return true;
  });
  writer_.end(plan_.names.count, plan_.names.count);
  write_blobs(Section::kNameSymbols, plan_.names,
              [this](std::span<const Source> sources) { return write_symbols_of_name(sources); });
  write_blobs(Section::kIdentifiers, plan_.identifiers, copy_text(Section::kIdentifiers));
  write_file_lists(Section::kMentions, plan_.identifiers, &Segment::mentions);
  goes_on(0);
  if (!status_) return status_;
  return writer_.finish();
}

void Merger::write_files() {
  std::uint64_t with_rows = 0;
  writer_.begin(Section::kFiles);
  plan_.paths.for_each([&](Ordinal ordinal, std::span<const Source> sources) {
    FileRecord record;
    for (const Source& source : sources) {
      if (is_live(source)) record = segment(source.input).file_record(source.ordinal);
    }
    with_rows += record.generation != 0 ? 1 : 0;
    writer_.append_record(record);
    return goes_on(ordinal);
  });
  writer_.end(plan_.paths.count, with_rows);
}

// Bodies do not depend on ordinals: they are copied as they are.
std::uint64_t Merger::write_occurrences_of(const Source& source) {
  GroupsReader groups(segment(source.input).file().blob(Section::kOccurrences, source.ordinal));
  const Remap& symbols = plan_.symbols.inputs[source.input];
  GroupsWriter out;
  Group group;
  std::uint64_t rows = 0;
  while (groups.next(group)) {
    out.add(symbols[group.symbol], as_text(group.body));
    MentionReader mentions(group.body);
    Mention mention;
    while (mentions.next(mention)) ++rows;
    if (!mentions.ok()) segment(source.input).file().fail("a mention cannot be decoded", Section::kOccurrences);
  }
  blob_ = out.take();
  return rows;
}

std::uint64_t Merger::write_includes_of(const Source& source) {
  const std::vector<SegmentInclude> includes = segment(source.input).includes(source.ordinal);
  for (const SegmentInclude& include : includes) {
    std::optional<Ordinal> resolved;
    if (include.resolved) resolved = plan_.paths.inputs[source.input][*include.resolved];
    put_include(blob_, include.line, include.is_angled, include.spelled, resolved);
  }
  return includes.size();
}

std::uint64_t Merger::write_macros_of(const Source& source) {
  std::vector<SegmentMacro> macros = segment(source.input).macros(source.ordinal);
  const Remap& identifiers = plan_.identifiers.inputs[source.input];
  bool is_sound = true;
  for (SegmentMacro& macro : macros) {
    macro.name = identifiers[macro.name];
    is_sound = is_sound && macro.name != kDropped;
    for (Ordinal& identifier : macro.body) {
      identifier = identifiers[identifier];
      is_sound = is_sound && identifier != kDropped;
    }
    put_macro(blob_, macro);
  }
  // The plan keeps the identifiers that files mention, and every word of a macro is one.
  if (!is_sound) segment(source.input).file().fail("a macro's word is not in its file", Section::kMacros);
  return macros.size();
}

Source Merger::best_facts(std::span<const Source> sources) const {
  if (sources.size() == 1) return sources.front();
  // What kind of knowledge, then the first file by path; less is better.
  constexpr std::pair<int, Ordinal> kNothing(3, 0);
  Source best = sources.back();
  std::pair<int, Ordinal> best_rank = kNothing;
  for (std::size_t i = sources.size(); i-- > 0;) {
    const Segment& from = segment(sources[i].input);
    std::pair<int, Ordinal> rank(from.symbol(sources[i].ordinal).flags & model::SymbolFacts::kMentionedOnly ? 2 : 1, 0);
    for (const Posting& posting : from.postings(sources[i].ordinal)) {
      if (!posting.introduces || !is_live({sources[i].input, posting.file})) continue;
      rank = {0, plan_.paths.inputs[sources[i].input][posting.file]};
      break;  // postings are by path
    }
    if (rank < best_rank) {
      best = sources[i];
      best_rank = rank;
    }
  }
  return best;
}

void Merger::write_symbols() {
  writer_.begin(Section::kSymbols);
  plan_.symbols.for_each([&](Ordinal ordinal, std::span<const Source> sources) {
    const Source best = best_facts(sources);
    SymbolRecord record = segment(best.input).symbol(best.ordinal);
    record.name = plan_.names.inputs[best.input][record.name];
    record.scope = plan_.scopes.inputs[best.input][record.scope];
    record.file_count = static_cast<std::uint32_t>(collect_postings(sources));
    symbol_names_[ordinal] = record.name;
    writer_.append_record(record);
    return goes_on(ordinal);
  });
  writer_.end(plan_.symbols.count, plan_.symbols.count);
}

std::uint64_t Merger::collect_postings(std::span<const Source> sources) {
  postings_.clear();
  for (const Source& source : sources) {
    for (const Posting& posting : segment(source.input).postings(source.ordinal)) {
      if (!is_live({source.input, posting.file})) continue;
      postings_.push_back({plan_.paths.inputs[source.input][posting.file], posting.introduces});
    }
  }
  std::sort(postings_.begin(), postings_.end(), [](const Posting& a, const Posting& b) { return a.file < b.file; });
  return postings_.size();
}

std::uint64_t Merger::write_relations_of(std::span<const Source> sources) {
  std::vector<SegmentRelation> relations;
  for (const Source& source : sources) {
    for (SegmentRelation relation : segment(source.input).relations(source.ordinal)) {
      if (!is_live({source.input, relation.file})) continue;
      relation.other = plan_.symbols.inputs[source.input][relation.other];
      relation.file = plan_.paths.inputs[source.input][relation.file];
      relations.push_back(relation);
    }
  }
  return put_relations(blob_, relations);
}

// Another input may know a better name for a symbol: then it stands under that one.
std::uint64_t Merger::write_symbols_of_name(std::span<const Source> sources) {
  std::vector<Ordinal> symbols;
  for (const Source& source : sources) {
    const Ordinal name = plan_.names.inputs[source.input][source.ordinal];
    for (const Ordinal symbol : segment(source.input).symbols_named(source.ordinal)) {
      const Ordinal merged = plan_.symbols.inputs[source.input][symbol];
      if (merged != kDropped && symbol_names_[merged] == name) symbols.push_back(merged);
    }
  }
  std::sort(symbols.begin(), symbols.end());
  return put_ordinals(blob_, symbols);
}

}  // namespace

Result<void> merge_segments(const std::vector<MergeInput>& inputs, const std::string& path,
                            const std::string& scratch_directory, const std::stop_token& stop) {
  for (const MergeInput& input : inputs) input.segment->file().will_be_read_through();
  auto plan = plan_merge(inputs, scratch_directory, stop);
  if (!plan) return unexpected(plan.error());
  SegmentWriter writer(path, inputs.empty() ? 0 : inputs.front().segment->file().layer());
  return Merger(inputs, *plan, writer, stop).run(scratch_directory);
}

}  // namespace cairn::store
