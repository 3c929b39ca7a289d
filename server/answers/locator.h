// Locator: places that rows state → places in the texts that the client sees.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model/answers.h"
#include "core/query/places.h"
#include "core/text/text_buffer.h"
#include "server/answers/project_view.h"

namespace cairn::server {

// In the client's columns.
struct LocatedPlace {
  text::Range range;
  text::Range extent;  // the name's range where the whole is not known
  model::Roles roles = 0;
};

struct LocatedFile {
  std::string path;  // absolute
  std::vector<LocatedPlace> places;
  bool is_stale = false;  // rows were about another text: places were moved, or left out
};

// Rows that were made from the file's text are taken as they are. Those of another text are
// moved along with the edits of an open file whose saved text they fit; then a place counts
// if its bytes still spell one of `names`. Reads a file only if its stamp is another than
// that of the rows, or if columns have to be counted in it.
//
// Remembers the texts that it read; confined to one thread, borrows the view.
class Locator {
 public:
  explicit Locator(const ProjectView& view) : view_(view) {}

  LocatedFile locate(const query::FilePlaces& file, std::span<const std::string> names);
  // One place of one text; none if it is gone.
  std::optional<LocatedPlace> locate(const std::string& path, const query::TextStamp& text, const query::Place& place,
                                     const std::string& name, bool& is_stale);

  // The newest text of a file, by absolute path: the client's, else the disk's; null: none.
  const text::TextBuffer* text_of(const std::string& absolute);

  const ProjectView& view() const { return view_; }

 private:
  struct Text {
    std::optional<text::TextBuffer> buffer;
    std::uint64_t hash = 0;
  };
  const Text& newest(const std::string& absolute);
  const Text& on_disk(const std::string& absolute);
  bool has_stamp(const std::string& absolute, const query::TextStamp& stamp);
  void take(const std::vector<query::Place>& places, bool is_ascii, LocatedFile& out);
  void take_checked(const std::vector<query::Place>& places, std::span<const std::string> names, LocatedFile& out);
  void take_moved(std::vector<query::Place> places, const text::TextBuffer& saved, std::span<const std::string> names,
                  LocatedFile& out);
  std::vector<query::Place> places_in(const query::FilePlaces& file, std::uint64_t hash) const;
  bool is_indexed(const query::FilePlaces& file, std::uint64_t hash) const;

  const ProjectView& view_;
  std::map<std::string, Text> newest_;
  std::map<std::string, Text> disk_;
};

}  // namespace cairn::server
