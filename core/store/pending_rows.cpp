// Rows come by file and leave by file, symbol, name and identifier. Texts are sorted,
// provisional numbers mapped to ordinals, and file → symbol is turned into symbol → file by
// counting.
#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

#include "core/store/name_filter.h"
#include "core/store/pending_rows.h"
#include "core/store/row_codec.h"
#include "core/store/segment.h"

namespace cairn::store {
namespace {

// Numbers in sorted order, and where each number went.
struct Order {
  std::vector<std::uint32_t> sorted;
  std::vector<Ordinal> ordinal;
};

template <typename Less>
Order sort_numbers(std::uint32_t count, Less less) {
  Order order;
  order.sorted.resize(count);
  std::iota(order.sorted.begin(), order.sorted.end(), 0U);
  std::sort(order.sorted.begin(), order.sorted.end(), less);
  order.ordinal.resize(count);
  for (Ordinal i = 0; i < count; ++i) order.ordinal[order.sorted[i]] = i;
  return order;
}

// The first bytes as a number: of two texts with different ones they say the order.
std::uint64_t head_of(std::string_view text, bool is_folded) {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < sizeof head; ++i) {
    char c = i < text.size() ? text[i] : '\0';
    if (is_folded && c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    head = head << 8 | static_cast<unsigned char>(c);
  }
  return head;
}

// `less` orders texts with equal heads.
template <typename Less>
Order sort_texts(const Interner& texts, bool is_folded, Less less) {
  std::vector<std::uint64_t> heads(texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) heads[i] = head_of(texts[i], is_folded);
  return sort_numbers(texts.size(), [&](std::uint32_t a, std::uint32_t b) {
    return heads[a] != heads[b] ? heads[a] < heads[b] : less(texts[a], texts[b]);
  });
}

Order sort_texts(const Interner& texts) { return sort_texts(texts, false, std::less<std::string_view>()); }

// Lists by key, in one array: those of key k lie from begins[k] to begins[k + 1].
template <typename T>
struct Lists {
  std::vector<std::size_t> begins;
  std::vector<T> values;

  // Calls `produce(emit)` twice with the same sequence of emit(key, value).
  template <typename Produce>
  Lists(std::size_t keys, Produce produce) : begins(keys + 1) {
    produce([&](std::size_t key, const T&) { ++begins[key + 1]; });
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    values.resize(begins.back());
    std::vector<std::size_t> next(begins.begin(), begins.end() - 1);
    produce([&](std::size_t key, const T& value) { values[next[key]++] = value; });
  }
  std::span<T> of(std::size_t key) { return std::span(values).subspan(begins[key], begins[key + 1] - begins[key]); }
};

class Assembler {
 public:
  Assembler(const PendingRows& rows, SegmentWriter& writer);

  void write_paths_and_files();
  void write_occurrences();
  void write_includes();
  void write_macros();
  void write_symbols();
  void write_relations();
  void write_names();
  void write_identifiers();

 private:
  // Calls `part(ordinal, file, before)` for each path: its rows lie behind those of
  // `before`; `file` is null for a path without rows.
  template <typename Part>
  void for_files(Part part) const;
  // One blob per key, made by `fill(key, blob)`, which returns how many rows it has.
  template <typename Fill>
  void write_blobs(Section section, std::size_t keys, Fill fill);

  const PendingRows& rows_;
  SegmentWriter& writer_;
  std::vector<std::uint32_t> file_of_;  // by path number
  Order paths_;
  Order names_;
  Order identifiers_;
  std::vector<std::uint64_t> ids_;  // by symbol number
  Order symbols_;
  std::string blob_;
};

Assembler::Assembler(const PendingRows& rows, SegmentWriter& writer)
    : rows_(rows), writer_(writer), file_of_(rows.paths.size(), kNoNumber) {
  for (std::uint32_t i = 0; i < rows.files.size(); ++i) file_of_[rows.files[i].path] = i;
  paths_ = sort_texts(rows.paths);
  identifiers_ = sort_texts(rows.identifiers);
  names_ = sort_texts(rows.names, true, name_less);
  for (std::uint32_t i = 0; i < rows.usrs.size(); ++i) {
    ids_.push_back(static_cast<std::uint64_t>(symbol_id(rows.usrs[i])));
  }
  symbols_ = sort_numbers(rows.usrs.size(), [&](std::uint32_t a, std::uint32_t b) {
    return ids_[a] != ids_[b] ? ids_[a] < ids_[b] : rows.usrs[a] < rows.usrs[b];
  });
}

template <typename Part>
void Assembler::for_files(Part part) const {
  const PendingFile first;
  for (Ordinal ordinal = 0; ordinal < paths_.sorted.size(); ++ordinal) {
    const std::uint32_t file = file_of_[paths_.sorted[ordinal]];
    if (file == kNoNumber) {
      part(ordinal, nullptr, first);
    } else {
      part(ordinal, &rows_.files[file], file == 0 ? first : rows_.files[file - 1]);
    }
  }
}

template <typename Fill>
void Assembler::write_blobs(Section section, std::size_t keys, Fill fill) {
  std::uint64_t rows = 0;
  writer_.begin(section);
  for (Ordinal key = 0; key < keys; ++key) {
    blob_.clear();
    rows += fill(key, blob_);
    writer_.append_blob(blob_);
  }
  writer_.end_blobs(rows);
}

void Assembler::write_paths_and_files() {
  write_blobs(Section::kPaths, rows_.paths.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.paths[paths_.sorted[i]];
    return 1U;
  });
  writer_.begin(Section::kFiles);
  for_files([&](Ordinal, const PendingFile* file, const PendingFile&) {
    FileRecord record;
    if (file) {
      const model::FileFacts& facts = file->facts;
      record = {facts.content_hash, facts.token_hash, rows_.generation, facts.mtime_ns,
                facts.size_bytes,   facts.line_count, facts.flags};
    }
    writer_.append_record(record);
  });
  writer_.end(rows_.paths.size(), rows_.files.size());
}

void Assembler::write_occurrences() {
  std::vector<std::tuple<Ordinal, std::size_t, std::size_t>> parts;  // symbol, body
  GroupsWriter groups;
  writer_.begin(Section::kOccurrences);
  for_files([&](Ordinal, const PendingFile* file, const PendingFile& before) {
    parts.clear();
    std::size_t body = before.bodies_end;
    for (std::size_t i = before.groups_end; file && i < file->groups_end; ++i) {
      parts.emplace_back(symbols_.ordinal[rows_.groups[i].symbol], body, rows_.groups[i].body_bytes);
      body += rows_.groups[i].body_bytes;
    }
    std::sort(parts.begin(), parts.end());
    for (const auto& [symbol, begin, size] : parts) {
      groups.add(symbol, std::string_view(rows_.bodies).substr(begin, size));
    }
    writer_.append_blob(groups.take());
  });
  writer_.end_blobs(rows_.occurrences);
}

void Assembler::write_includes() {
  writer_.begin(Section::kIncludes);
  for_files([&](Ordinal, const PendingFile* file, const PendingFile& before) {
    blob_.clear();
    for (std::size_t i = before.includes_end; file && i < file->includes_end; ++i) {
      const PendingInclude& include = rows_.includes[i];
      const bool is_resolved = include.resolved != kNoNumber;
      put_include(blob_, include.line, include.is_angled, rows_.texts[include.spelled],
                  is_resolved ? std::optional(paths_.ordinal[include.resolved]) : std::nullopt);
    }
    writer_.append_blob(blob_);
  });
  writer_.end_blobs(rows_.includes.size());

  Lists<Ordinal> includers(rows_.paths.size(), [&](auto emit) {
    for_files([&](Ordinal ordinal, const PendingFile* file, const PendingFile& before) {
      for (std::size_t i = before.includes_end; file && i < file->includes_end; ++i) {
        const std::uint32_t resolved = rows_.includes[i].resolved;
        if (resolved != kNoNumber) emit(paths_.ordinal[resolved], ordinal);
      }
    });
  });
  write_blobs(Section::kIncluders, rows_.paths.size(),
              [&](Ordinal path, std::string& blob) { return put_ordinals(blob, includers.of(path)); });
}

void Assembler::write_macros() {
  writer_.begin(Section::kMacros);
  for_files([&](Ordinal, const PendingFile* file, const PendingFile& before) {
    blob_.clear();
    std::size_t body = before.macro_bodies_end;
    for (std::size_t i = before.macros_end; file && i < file->macros_end; ++i) {
      const PendingMacro& macro = rows_.macros[i];
      SegmentMacro out{macro.line, macro.act, macro.pastes, identifiers_.ordinal[macro.name], {}};
      for (std::uint32_t left = macro.body_size; left > 0; --left) {
        out.body.push_back(identifiers_.ordinal[rows_.macro_bodies[body++]]);
      }
      put_macro(blob_, out);
    }
    writer_.append_blob(blob_);
  });
  writer_.end_blobs(rows_.macros.size());
}

void Assembler::write_symbols() {
  Lists<Posting> postings(rows_.usrs.size(), [&](auto emit) {
    for_files([&](Ordinal ordinal, const PendingFile* file, const PendingFile& before) {
      for (std::size_t i = before.groups_end; file && i < file->groups_end; ++i) {
        emit(symbols_.ordinal[rows_.groups[i].symbol], Posting{ordinal, rows_.groups[i].introduces});
      }
    });
  });
  // Scopes share an interner with other texts; only those that are scopes get ordinals.
  std::vector<std::uint32_t> scopes;
  for (const PendingSymbol& symbol : rows_.symbols) scopes.push_back(symbol.scope);
  std::sort(scopes.begin(), scopes.end(),
            [&](std::uint32_t a, std::uint32_t b) { return rows_.texts[a] < rows_.texts[b]; });
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  std::vector<Ordinal> scope_ordinal(rows_.texts.size());
  for (Ordinal i = 0; i < scopes.size(); ++i) scope_ordinal[scopes[i]] = i;

  writer_.begin(Section::kSymbols);
  for (Ordinal i = 0; i < symbols_.sorted.size(); ++i) {
    const std::uint32_t number = symbols_.sorted[i];
    const PendingSymbol& symbol = rows_.symbols[number];
    writer_.append_record(SymbolRecord{ids_[number], names_.ordinal[symbol.name], scope_ordinal[symbol.scope],
                                       static_cast<std::uint32_t>(postings.of(i).size()), symbol.kind, symbol.flags,
                                       0});
  }
  writer_.end(rows_.symbols.size(), rows_.symbols.size());
  write_blobs(Section::kUsrs, rows_.symbols.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.usrs[symbols_.sorted[i]];
    return 1U;
  });
  write_blobs(Section::kSignatures, rows_.symbols.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.texts[rows_.symbols[symbols_.sorted[i]].signature];
    return blob.empty() ? 0U : 1U;
  });
  write_blobs(Section::kPostings, rows_.symbols.size(), [&](Ordinal i, std::string& blob) {
    put_postings(blob, postings.of(i));
    return postings.of(i).size();
  });
  write_relations();
  write_blobs(Section::kScopes, scopes.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.texts[scopes[i]];
    return 1U;
  });
}

void Assembler::write_relations() {
  Lists<SegmentRelation> relations(rows_.usrs.size(), [&](auto emit) {
    for_files([&](Ordinal ordinal, const PendingFile* file, const PendingFile& before) {
      for (std::size_t i = before.relations_end; file && i < file->relations_end; ++i) {
        const PendingRelation& relation = rows_.relations[i];
        const Ordinal subject = symbols_.ordinal[relation.subject];
        const Ordinal object = symbols_.ordinal[relation.object];
        emit(subject, SegmentRelation{object, ordinal, relation.kind, false});
        emit(object, SegmentRelation{subject, ordinal, relation.kind, true});
      }
    });
  });
  write_blobs(Section::kRelations, rows_.symbols.size(),
              [&](Ordinal i, std::string& blob) { return put_relations(blob, relations.of(i)); });
}

void Assembler::write_names() {
  Lists<Ordinal> symbols(rows_.names.size(), [&](auto emit) {
    for (Ordinal i = 0; i < symbols_.sorted.size(); ++i) {
      emit(names_.ordinal[rows_.symbols[symbols_.sorted[i]].name], i);
    }
  });
  write_blobs(Section::kNames, rows_.names.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.names[names_.sorted[i]];
    return 1U;
  });
  writer_.begin(Section::kNameFilters);
  for (const std::uint32_t number : names_.sorted) writer_.append_record(make_name_filter(rows_.names[number]));
  writer_.end(rows_.names.size(), rows_.names.size());
  write_blobs(Section::kNameSymbols, rows_.names.size(),
              [&](Ordinal i, std::string& blob) { return put_ordinals(blob, symbols.of(i)); });
}

void Assembler::write_identifiers() {
  Lists<Ordinal> mentions(rows_.identifiers.size(), [&](auto emit) {
    for_files([&](Ordinal ordinal, const PendingFile* file, const PendingFile& before) {
      for (std::size_t i = before.identifiers_end; file && i < file->identifiers_end; ++i) {
        emit(identifiers_.ordinal[rows_.file_identifiers[i]], ordinal);
      }
    });
  });
  write_blobs(Section::kIdentifiers, rows_.identifiers.size(), [&](Ordinal i, std::string& blob) {
    blob = rows_.identifiers[identifiers_.sorted[i]];
    return 1U;
  });
  write_blobs(Section::kMentions, rows_.identifiers.size(),
              [&](Ordinal i, std::string& blob) { return put_ordinals(blob, mentions.of(i)); });
}

}  // namespace

Result<void> write_segment(const PendingRows& rows, SegmentWriter& writer) {
  Assembler assembler(rows, writer);
  assembler.write_paths_and_files();
  assembler.write_occurrences();
  assembler.write_includes();
  assembler.write_macros();
  assembler.write_symbols();
  assembler.write_names();
  assembler.write_identifiers();
  return writer.finish();
}

}  // namespace cairn::store
