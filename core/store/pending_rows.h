// PendingRows: what a SegmentBuilder has collected, and its way into a segment.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/model/rows.h"
#include "core/store/interner.h"
#include "core/store/occurrence_codec.h"
#include "core/store/segment_writer.h"

namespace cairn::store {

// Numbers are provisional: in the order in which texts came.
inline constexpr std::uint32_t kNoNumber = UINT32_MAX;

struct PendingSymbol {
  std::uint32_t name = 0;
  std::uint32_t scope = 0;
  std::uint32_t signature = 0;
  std::uint32_t path = 0;  // of the file that said all this
  std::uint8_t kind = 0;
  std::uint8_t flags = 0;
};

struct PendingGroup {
  std::uint32_t symbol = 0;
  std::uint32_t body_bytes = 0;
  bool introduces = false;
};

struct PendingRelation {
  std::uint32_t subject = 0;
  std::uint32_t object = 0;
  model::RelationKind kind = model::RelationKind::kBaseOf;
};

struct PendingInclude {
  std::uint32_t line = 0;
  std::uint32_t spelled = 0;
  std::uint32_t resolved = kNoNumber;
  bool is_angled = false;
};

struct PendingMacro {
  std::uint32_t line = 0;
  std::uint32_t name = 0;
  std::uint32_t body_size = 0;
  model::MacroAct act = model::MacroAct::kDefine;
  bool pastes = false;
};

// A file's rows end where its numbers say, and begin where those of the file before end.
struct PendingFile {
  std::uint32_t path = 0;
  model::FileFacts facts;
  std::size_t groups_end = 0;
  std::size_t bodies_end = 0;
  std::size_t relations_end = 0;
  std::size_t includes_end = 0;
  std::size_t macros_end = 0;
  std::size_t macro_bodies_end = 0;
  std::size_t identifiers_end = 0;
};

struct PendingRows {
  std::uint32_t layer = 0;
  std::uint64_t generation = 0;
  Interner paths;
  Interner usrs;
  Interner names;
  Interner texts;  // scopes, signatures, spelled includes
  Interner identifiers;
  std::vector<PendingSymbol> symbols;
  std::vector<bool> has_rows;  // by path number
  std::vector<PendingFile> files;
  std::vector<PendingGroup> groups;
  std::string bodies;
  std::vector<PendingRelation> relations;
  std::vector<PendingInclude> includes;
  std::vector<PendingMacro> macros;
  std::vector<std::uint32_t> macro_bodies;
  std::vector<std::uint32_t> file_identifiers;
  std::uint64_t occurrences = 0;
};

// Writes all sections and finishes the file.
Result<void> write_segment(const PendingRows& rows, SegmentWriter& writer);

}  // namespace cairn::store
