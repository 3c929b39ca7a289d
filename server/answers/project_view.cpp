#include "server/answers/project_view.h"

#include "platform/fs/path.h"

namespace cairn::server {

std::string ProjectView::store_path(const std::string& absolute) const {
  if (root.empty() || !fs::is_within(root, absolute) || absolute == root) return absolute;
  return absolute.substr(root == "/" ? 1 : root.size() + 1);
}

}  // namespace cairn::server
