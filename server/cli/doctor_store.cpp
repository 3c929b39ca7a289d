#include "server/cli/doctor_store.h"

#include <cstdio>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/index/semantic_status.h"
#include "core/store/dump.h"
#include "core/store/store.h"
#include "platform/fs/file.h"
#include "server/cli/print.h"
#include "server/session/cache_folder.h"

namespace cairn::server {
namespace {

// Rows are written in pieces of about this size.
constexpr std::size_t kDumpBlockBytes = std::size_t{1} << 20;

// The index of the workspace, if it has one, opened so that nothing of it changes.
std::unique_ptr<store::Store> open_store(const std::string& cache_path, std::vector<std::string>& problems) {
  const std::string path = store_folder(cache_path);
  if (!fs::read_stamp(path)) return nullptr;
  store::StoreOptions options;
  options.may_write = false;
  options.on_problem = [&problems](const std::string& message) { problems.push_back(message); };
  auto opened = store::Store::open(path, options);
  if (!opened) problems.push_back(opened.error().message);
  return opened ? *std::move(opened) : nullptr;
}

}  // namespace

std::optional<DoctorStore> describe_store(const std::string& cache_path) {
  DoctorStore report;
  report.path = store_folder(cache_path);
  const std::unique_ptr<store::Store> index = open_store(cache_path, report.problems);
  if (!index && report.problems.empty()) return std::nullopt;
  if (!index) return report;
  for (const store::SegmentStatus& status : index->status()) {
    DoctorSegment segment{status.id, status.layer, status.file_bytes, status.files, status.dead_files, {}};
    for (const auto& rows : status.sections) segment.rows.push_back({rows.kind, rows.bytes, rows.rows});
    report.segments.push_back(std::move(segment));
  }
  auto problems = index->verify();
  if (!problems) problems = std::vector<std::string>{problems.error().message};
  report.problems.insert(report.problems.end(), problems->begin(), problems->end());
  return report;
}

Result<void> dump_store(const std::string& cache_path, Options::DumpRows wanted) {
  std::vector<std::string> problems;
  const std::unique_ptr<store::Store> index = open_store(cache_path, problems);
  if (!index && problems.empty()) return unexpected(ErrorCode::kNotFound, "there is no index in " + cache_path);
  if (!index) return unexpected(ErrorCode::kIo, problems.front());
  const auto snapshot = index->snapshot();
  std::set<std::uint32_t> layers;
  for (const store::Part& part : snapshot->parts) layers.insert(part.segment->file().layer());
  std::string block;
  bool is_written = true;
  const auto write_block = [&] {
    is_written = is_written && print(stdout, block);
    block.clear();
  };
  bool is_whole = true;
  for (const std::uint32_t layer : layers) {
    const bool is_semantic = layer == index::kSemanticLayer;
    if (wanted == (is_semantic ? Options::DumpRows::kLexical : Options::DumpRows::kSemantic)) continue;
    block += fmt::format("layer {}\n", layer);
    const auto take = [&](std::string_view line) {
      block.append(line).push_back('\n');
      if (block.size() >= kDumpBlockBytes) write_block();
    };
    is_whole &= is_semantic ? store::dump_union(*snapshot, layer, take) : store::dump_rows(*snapshot, layer, take);
  }
  write_block();
  if (!is_written) return unexpected(ErrorCode::kIo, "cannot write to stdout");
  if (!is_whole || !problems.empty()) return unexpected(ErrorCode::kCorrupt, "the index is damaged, rows are missing");
  return {};
}

}  // namespace cairn::server
