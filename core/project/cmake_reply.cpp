#include "core/project/cmake_reply.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/project/json_tree.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"

namespace cairn::project {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{32} << 20;
constexpr std::uint64_t kMaxAllBytes = std::uint64_t{1} << 30;
constexpr std::size_t kMaxTargets = 100'000;

// The reply names its files; a name that leads elsewhere is not CMake's.
bool is_plain_name(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos; }

Result<JsonTree> read_reply_file(const std::string& folder, const std::string& name, std::uint64_t& bytes_left) {
  if (!is_plain_name(name)) return unexpected(ErrorCode::kCorrupt, folder + ": a reply names no file of its folder");
  const std::string path = folder + "/" + name;
  const auto stamp = fs::read_stamp(path);
  if (!stamp) return unexpected(stamp.error());
  if (stamp->size_bytes > bytes_left) return unexpected(ErrorCode::kTooLarge, folder + ": the replies are too large");
  bytes_left -= stamp->size_bytes;
  return read_json_tree(path, kMaxFileBytes);
}

// The name of the codemodel's file; empty if there is none.
std::string codemodel_file(const JsonTree& index) {
  for (const JsonTree& object : json_member(index, "objects")) {
    const JsonTree& major = json_member(json_member(object, "version"), "major");
    if (json_string(object, "kind") == "codemodel" && major.is_number_integer() && major.get<int>() == 2) {
      return json_string(object, "jsonFile");
    }
  }
  return "";
}

CMakeTarget read_target(const JsonTree& json, const std::string& source_folder,
                        const std::map<std::string, std::string>& names) {
  CMakeTarget target;
  target.name = json_string(json, "name");
  target.type = json_string(json, "type");
  for (const JsonTree& source : json_member(json, "sources")) {
    const std::string path = json_string(source, "path");
    const bool is_compiled = !json_member(source, "compileGroupIndex").is_null();
    if (is_compiled && !path.empty()) target.sources.push_back(fs::join_path(source_folder, path));
  }
  for (const JsonTree& dependency : json_member(json, "dependencies")) {
    const auto known = names.find(json_string(dependency, "id"));
    if (known != names.end()) target.needs.push_back(known->second);
  }
  return target;
}

}  // namespace

Result<std::vector<CMakeTarget>> read_cmake_reply(const std::string& build_folder) {
  const std::string folder = fs::join_path(build_folder, ".cmake/api/v1/reply");
  std::string newest;
  const auto files = fs::list_directory(folder);
  if (!files) return unexpected(files.error());
  for (const std::string& name : *files) {
    if (name.starts_with("index-") && name.ends_with(".json")) newest = name;  // sorted: names hold the time
  }
  if (newest.empty()) return unexpected(ErrorCode::kNotFound, folder + " holds no reply");
  std::uint64_t bytes_left = kMaxAllBytes;
  const auto index = read_reply_file(folder, newest, bytes_left);
  if (!index) return unexpected(index.error());
  const std::string model_file = codemodel_file(*index);
  if (model_file.empty()) return unexpected(ErrorCode::kNotFound, folder + ": nobody has asked for targets");
  const auto model = read_reply_file(folder, model_file, bytes_left);
  if (!model) return unexpected(model.error());
  const std::string source_folder = json_string(json_member(*model, "paths"), "source");
  if (!source_folder.starts_with('/')) return unexpected(ErrorCode::kCorrupt, model_file + ": no source folder");
  const JsonTree& configurations = json_member(*model, "configurations");
  if (!configurations.is_array() || configurations.empty()) {
    return unexpected(ErrorCode::kCorrupt, model_file + ": no configurations");
  }
  const JsonTree& listed = json_member(configurations.front(), "targets");
  if (listed.size() > kMaxTargets) return unexpected(ErrorCode::kTooLarge, model_file + ": too many targets");
  std::map<std::string, std::string> names;  // by id
  for (const JsonTree& each : listed) names.emplace(json_string(each, "id"), json_string(each, "name"));
  std::vector<CMakeTarget> targets;
  for (const JsonTree& each : listed) {
    const auto json = read_reply_file(folder, json_string(each, "jsonFile"), bytes_left);
    if (!json) return unexpected(json.error());
    targets.push_back(read_target(*json, source_folder, names));
  }
  return targets;
}

}  // namespace cairn::project
