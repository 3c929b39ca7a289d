#include "core/clang/indexer/unit_indexer.h"

#include <clang/Basic/Version.h>
#include <llvm/Support/thread.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/clang/indexer/ast.h"
#include "core/clang/indexer/imported_files.h"
#include "core/clang/indexer/prelude_build.h"
#include "core/clang/indexer/unit_parse.h"
#include "core/store/segment_builder.h"
#include "platform/base/hash.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"
#include "platform/proc/peak_memory.h"

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

// Files in the order of an answer: from `first` on by path.
std::vector<std::uint32_t> answer_order(const KeptRows& rows, std::size_t first) {
  const std::vector<UnitFile>& files = rows.files();
  std::vector<std::uint32_t> order(files.size());
  for (std::uint32_t i = 0; i < files.size(); ++i) order[i] = i;
  std::sort(order.begin() + static_cast<std::ptrdiff_t>(first), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return files[a].path < files[b].path; });
  return order;
}

std::vector<worker::IndexedFile> statements(const KeptRows& rows, const std::vector<std::uint32_t>& order) {
  std::vector<worker::IndexedFile> result;
  for (const std::uint32_t number : order) result.push_back(rows.statement(number));
  return result;
}

// Runs `work` on a stack of its own and gives what it returns.
template <typename Work>
auto on_deep_stack(Work work) {
  std::optional<decltype(work())> result;
  llvm::thread thread(std::optional<unsigned>(kStackBytes), [&] { result.emplace(work()); });
  thread.join();
  return *std::move(result);
}

// Most resident memory since `restart_peak()`.
std::uint64_t peak_bytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// Where the kernel refuses, the peak is that of the whole process.
void restart_peak() {
  const base::UniqueFd file{open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)};
  if (file && write(file.get(), "5", 1) != 1) return;
}

}  // namespace

struct UnitIndexer::State {
  SourceTexts texts;
  ImportedFilesReader imported;
  KeptRows rows;
  std::vector<std::uint32_t> order;  // files of `rows` as the reply gave them

  void forget() {
    rows = {};
    order.clear();
  }

  // On module files if they can be used at all; else without, and that is an error of the unit.
  Result<ParsedUnit> parse(const worker::IndexUnitRequest& request) {
    if (request.module_files.empty()) return parse_unit(request, texts);
    std::string refused;
    auto files = imported.read(request.module_files);
    if (files) {
      auto parsed = parse_unit(request, texts, *files);
      if (parsed) return parsed;
      refused = parsed.error().message;
    } else {
      refused = files.error().message;
    }
    worker::IndexUnitRequest exact = request;
    exact.module_files.clear();
    auto parsed = parse_unit(exact, texts);
    if (!parsed) return parsed;
    ++parsed->error_count;
    parsed->first_error = "prelude: " + refused;
    return parsed;
  }
};

UnitIndexer::UnitIndexer() : state_(std::make_unique<State>()) {}
UnitIndexer::~UnitIndexer() = default;

Result<worker::IndexedUnit> UnitIndexer::index(const worker::IndexUnitRequest& request) {
  const std::uint64_t before = cpu_ms();
  state_->forget();
  proc::restart_peak();
  if (auto checked = check_main_file(request.path); !checked) return unexpected(checked.error());
  auto parsed = on_deep_stack([&] { return state_->parse(request); });
  state_->texts.end_unit();
  if (!parsed) return unexpected(parsed.error());
  state_->order = answer_order(parsed->rows, 1);
  worker::IndexedUnit unit;
  unit.files = statements(parsed->rows, state_->order);
  unit.imported = std::move(parsed->imported);
  unit.entered_otherwise = std::move(parsed->entered_otherwise);
  unit.edit = std::move(parsed->edit);
  unit.error_count = parsed->error_count;
  unit.first_error = parsed->first_error;
  unit.missing_includes.assign(parsed->missing_includes.begin(), parsed->missing_includes.end());
  state_->rows = std::move(parsed->rows);
  unit.cpu_ms = static_cast<std::uint32_t>(cpu_ms() - before);
  unit.peak_bytes = proc::read_peak_anonymous_bytes().value_or(0);
  return unit;
}

Result<worker::BuiltPrelude> UnitIndexer::build_prelude(const worker::BuildPreludeRequest& request) {
  const std::uint64_t before = cpu_ms();
  state_->forget();
  restart_peak();
  const ImportedFiles* imported = nullptr;
  if (!request.module_files.empty()) {
    auto read = state_->imported.read(request.module_files);
    if (!read) return unexpected(read.error());
    imported = *read;
  }
  auto built = on_deep_stack([&] { return clang::build_prelude(request, state_->texts, imported); });
  state_->texts.end_unit();
  if (!built) return unexpected(built.error());
  worker::BuiltPrelude prelude = std::move(built->outcome);
  if (prelude.bytes != 0) {
    state_->order = answer_order(built->rows, 0);
    std::erase(state_->order, 0U);  // the module map
    prelude.files = statements(built->rows, state_->order);
  }
  state_->rows = std::move(built->rows);
  prelude.cpu_ms = static_cast<std::uint32_t>(cpu_ms() - before);
  prelude.peak_bytes = peak_bytes();
  return prelude;
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
