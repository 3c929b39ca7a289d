// UnitWalk: the ways by which a unit comes to read its files.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/deps/include_graph.h"
#include "core/deps/unit_reader.h"

namespace cairn::deps {

// A file on the way from a unit's source to another file.
struct ChainStep {
  IncludeGraph::File file = 0;
  std::optional<std::uint32_t> line;  // of the #include that leads to the next step; none: the last, or no include does
  bool operator==(const ChainStep&) const = default;
};
using Chain = std::vector<ChainStep>;

// Scratch space for walks through units that were read (UnitFiles::is_read), one after the other. Confined to one
// thread.
class UnitWalk {
 public:
  explicit UnitWalk(UnitReader& reader) : reader_(reader) {}

  // The shortest chain from the source to a file for which `is_target` (by number) holds; of several the first by line.
  // Files that the command line includes count as included by the source, after all else. Empty: there is no such file.
  Chain chain(const UnitFiles& unit, const std::vector<bool>& is_target);

  // Whether each file of the unit would still be read if `from` did not include `to`, and how `to` would be.
  struct Without {
    bool includes = false;         // whether it does
    std::vector<bool> is_reached;  // as UnitFiles::files
    Chain chain;                   // to `to`; empty: it would not be read
  };
  Without without(const UnitFiles& unit, IncludeGraph::File from, IncludeGraph::File to);

 private:
  struct Visit {
    std::uint32_t index = 0;   // in UnitFiles::files
    std::uint32_t parent = 0;  // in order_
    std::optional<std::uint32_t> line;
  };
  void begin(const UnitFiles& unit);
  std::optional<std::uint32_t> index_of(IncludeGraph::File file) const;
  void add_roots(const UnitFiles& unit);
  Chain chain_to(const UnitFiles& unit, std::size_t visit) const;
  bool push(std::uint32_t index, std::uint32_t parent, std::optional<std::uint32_t> line);

  UnitReader& reader_;
  std::vector<std::uint32_t> index_;  // by file: that in the unit's files + 1, where epoch_ is the walk's
  std::vector<std::uint32_t> epoch_;
  std::uint32_t now_ = 0;
  std::vector<bool> is_seen_;  // by index
  std::vector<Visit> order_;
};

}  // namespace cairn::deps
