// ProjectView: the rows and texts that one question is answered from.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/store/snapshot.h"
#include "platform/base/utf.h"

namespace cairn::server {

// Immutable once made; copies share everything.
struct ProjectView {
  std::shared_ptr<const store::Snapshot> snapshot;  // never null
  std::string root;                                 // absolute, normalised
  base::TextEncoding encoding = base::TextEncoding::kUtf16;
  // Texts of the files that the client has open, by absolute path.
  std::map<std::string, std::shared_ptr<const std::string>> open_texts;
  // Every unit is indexed as the disk is: rows that name another text are still right, because
  // what changed since changed no row.
  bool is_index_fresh = false;

  // `path` as the store has it, of an absolute one: relative to the root where it is below.
  std::string store_path(const std::string& absolute) const;
};

}  // namespace cairn::server
