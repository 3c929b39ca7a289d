#include "core/clang/indexer/unit_indexer.h"

#include <clang/Basic/Version.h>
#include <llvm/Support/thread.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/unit_parse.h"
#include "core/store/segment_builder.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"

namespace cairn::clang {
namespace {

// Address space; only what is used becomes memory.
constexpr unsigned kStackBytes = 64U << 20;
constexpr char kVariantMark = '\x1f';

std::uint64_t cpu_ms() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000000;
}

Result<void> check_main_file(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return unexpected(base::errno_error(path));
  if (!S_ISREG(status.st_mode)) return unexpected(ErrorCode::kInvalidArgument, path + " is no regular file");
  return {};
}

worker::IndexedUnit describe(const ParsedUnit& parsed, std::vector<std::uint32_t>& order) {
  worker::IndexedUnit unit;
  const std::vector<UnitFile>& files = parsed.rows.files();
  order.resize(files.size());
  for (std::uint32_t i = 0; i < files.size(); ++i) order[i] = i;
  std::sort(order.begin() + 1, order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return files[a].path < files[b].path; });
  for (const std::uint32_t number : order) {
    const model::FileFacts& facts = files[number].facts;
    unit.files.push_back(
        {files[number].path, facts.content_hash, facts.mtime_ns, facts.size_bytes, parsed.rows.rows_hash(number)});
  }
  unit.error_count = parsed.error_count;
  unit.first_error = parsed.first_error;
  unit.missing_includes.assign(parsed.missing_includes.begin(), parsed.missing_includes.end());
  return unit;
}

}  // namespace

struct UnitIndexer::State {
  SourceTexts texts;
  KeptRows rows;
  std::vector<std::uint32_t> order;  // files of `rows` as the reply gave them
};

UnitIndexer::UnitIndexer() : state_(std::make_unique<State>()) {}
UnitIndexer::~UnitIndexer() = default;

Result<worker::IndexedUnit> UnitIndexer::index(const worker::IndexUnitRequest& request) {
  const std::uint64_t before = cpu_ms();
  state_->rows = {};
  state_->order.clear();
  if (auto checked = check_main_file(request.path); !checked) return unexpected(checked.error());
  std::optional<Result<ParsedUnit>> parsed;
  llvm::thread reader(std::optional<unsigned>(kStackBytes),
                      [&] { parsed.emplace(parse_unit(request, state_->texts)); });
  reader.join();
  state_->texts.end_unit();
  if (!*parsed) return unexpected(parsed->error());
  worker::IndexedUnit unit = describe(**parsed, state_->order);
  state_->rows = std::move((*parsed)->rows);
  unit.cpu_ms = static_cast<std::uint32_t>(cpu_ms() - before);
  return unit;
}

Result<worker::DeliveredRows> UnitIndexer::deliver(const worker::DeliverRowsRequest& request) const {
  store::SegmentBuilder builder(request.layer, request.generation);
  for (const std::uint32_t index : request.files) {
    if (index >= state_->order.size()) {
      return unexpected(ErrorCode::kInvalidArgument, fmt::format("there is no file {} in the unit", index));
    }
    const std::uint32_t number = state_->order[index];
    std::string path = state_->rows.files()[number].path;
    path.append(1, kVariantMark).append(base::hex64(state_->rows.rows_hash(number)));
    if (auto added = builder.add(state_->rows.file_rows(number, path)); !added) return unexpected(added.error());
  }
  if (auto written = builder.write(request.segment_path); !written) return unexpected(written.error());
  const auto stamp = fs::read_stamp(request.segment_path);
  if (!stamp) return unexpected(stamp.error());
  return worker::DeliveredRows{stamp->size_bytes};
}

std::string indexer_library_version() { return ast::getClangFullVersion(); }

}  // namespace cairn::clang
