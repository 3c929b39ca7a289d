#include "core/clang/hidden_changes.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "core/clang/raii.h"
#include "platform/fs/path.h"

namespace cairn::clang {
namespace {

auto order_of(const timespec& time) { return std::tuple(time.tv_sec, time.tv_nsec); }

}  // namespace

HiddenChanges::Stamp HiddenChanges::read(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return {};
  return {status.st_mtim, status.st_ctim, status.st_size, status.st_ino};
}

void HiddenChanges::begin_parse() {
  clock_gettime(CLOCK_REALTIME_COARSE, &begun_);  // which the kernel takes for files
}

void HiddenChanges::end_parse(CXTranslationUnit unit, const std::string& directory) {
  stamps_.clear();
  std::set<std::string> names;
  const auto add = [](CXFile file, CXSourceLocation*, unsigned depth, CXClientData data) {
    if (depth == 0) return;  // the main file is read whatever its stamp
    static_cast<std::set<std::string>*>(data)->insert(take_bytes(clang_getFileName(file)));
  };
  clang_getInclusions(unit, add, &names);
  for (const std::string& name : names) {
    const std::string path = fs::join_path(directory, name);
    stamps_.emplace(path, read(path));
  }
}

bool HiddenChanges::any(const std::function<bool(const std::string& path)>& overlaid) const {
  return std::any_of(stamps_.begin(), stamps_.end(), [&](const auto& each) {
    const auto& [path, was] = each;
    const Stamp is = read(path);
    if (is.written.tv_sec != was.written.tv_sec || is.size != was.size) return false;
    const bool is_same = order_of(is.written) == order_of(was.written) && is.inode == was.inode &&
                         order_of(is.changed) == order_of(was.changed) && order_of(is.changed) < order_of(begun_);
    return !is_same && !overlaid(path);
  });
}

}  // namespace cairn::clang
