#include "tests/unit/core/clang/indexer/prelude_project.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "platform/base/hash.h"

namespace cairn::clang::testing {

worker::BuildPreludeRequest PreludeProject::layer(std::string_view name,
                                                  const std::vector<std::string>& headers) const {
  worker::BuildPreludeRequest request;
  request.name = name;
  request.directory = folder_.path();
  request.arguments = arguments;
  request.root = folder_.path();
  for (const std::string& each : headers) request.headers.push_back(folder_.file(each));
  request.module_files = module_files_;
  request.output_path = cache_.file(std::string(name) + ".pcm");
  return request;
}

Result<worker::BuiltPrelude> PreludeProject::build(const worker::BuildPreludeRequest& request) {
  auto built = indexer_.build_prelude(request);
  if (built && built->bytes != 0) module_files_.push_back(request.output_path);
  return built;
}

void PreludeProject::require_layer(std::string_view name, const std::vector<std::string>& headers, bool is_one_unit) {
  worker::BuildPreludeRequest request = layer(name, headers);
  request.is_one_unit = is_one_unit;
  const auto built = build(request);
  if (!built) throw std::runtime_error(built.error().message);
  if (built->bytes == 0) throw std::runtime_error(built->first_error);
}

worker::IndexUnitRequest PreludeProject::unit(std::string_view path) const {
  return {folder_.file(path), folder_.path(), arguments, folder_.path(), module_files_};
}

worker::IndexedUnit PreludeProject::parse(const worker::IndexUnitRequest& request) {
  auto unit = indexer_.index(request);
  if (!unit) throw std::runtime_error(unit.error().message);
  return *std::move(unit);
}

std::string PreludeProject::difference(std::string_view path) {
  worker::IndexUnitRequest request = unit(path);
  const worker::IndexedUnit with = parse(request);
  request.module_files.clear();
  const worker::IndexedUnit exact = parse(request);
  if (with.error_count != exact.error_count) return "refused: " + with.first_error;
  std::map<std::string, std::set<std::string>> said;
  const auto say = [](const worker::IndexedFile& file) {
    return base::hex64(file.content_hash) + base::hex64(file.rows_hash);
  };
  for (const worker::IndexedFile& each : with.files) said[each.path].insert(say(each));
  for (const worker::IndexedFile& each : with.imported) said[each.path].insert(say(each));
  std::string lines;
  for (const worker::IndexedFile& each : exact.files) {
    const auto found = said.find(each.path);
    if (found == said.end()) {
      lines += each.path + " is not known\n";
    } else {
      if (found->second != std::set<std::string>{say(each)}) lines += each.path + " has other rows\n";
      said.erase(found);
    }
  }
  for (const auto& [extra, rows] : said) lines += extra + " is not of the unit\n";
  return lines;
}

const worker::IndexedFile& file_of(const std::vector<worker::IndexedFile>& files, std::string_view path) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const auto& each) { return each.path == path; });
  if (found == files.end()) throw std::runtime_error("there is no file " + std::string(path));
  return *found;
}

}  // namespace cairn::clang::testing
