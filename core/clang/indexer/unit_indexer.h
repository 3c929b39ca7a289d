// UnitIndexer: from a compile command to canonical rows of all files that it reads. Linked
// into cairn-indexer only; nothing of clang shows in this header.
#pragma once

#include <memory>
#include <string>

#include "core/worker/messages.h"
#include "platform/base/result.h"

namespace cairn::clang {

// One unit at a time. Confined to one thread. May crash, hang or eat memory at any call,
// because clang may: the process around it is disposable.
class UnitIndexer {
 public:
  UnitIndexer();
  ~UnitIndexer();
  UnitIndexer(const UnitIndexer&) = delete;
  UnitIndexer& operator=(const UnitIndexer&) = delete;

  // Parses the unit from the disk, on its module files if it has any, and keeps the rows until the next call; those of
  // the unit before are gone even if this fails. Errors in the source are no failure, they are counted. kNotFound and
  // kInvalidArgument: the main file is missing or no regular file; kUnsupported: clang cannot do anything with the
  // command. A module file that is missing, damaged or does not fit is an error of the unit.
  Result<worker::IndexedUnit> index(const worker::IndexUnitRequest& request);

  // Builds a layer of header modules and keeps the rows of its files, as index() does. Headers that do not hold are
  // no failure: the answer names them. Failures as of clang::build_prelude().
  Result<worker::BuiltPrelude> build_prelude(const worker::BuildPreludeRequest& request);

  // Writes kept rows. kInvalidArgument: no unit is kept, or it has no such file; kIo and
  // kNoSpace: the segment could not be written, and nothing is left of it.
  Result<worker::DeliveredRows> deliver(const worker::DeliverRowsRequest& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// clang's own version line.
std::string indexer_library_version();

}  // namespace cairn::clang
