// scripted_indexer: stands in for cairn-indexer. Its sources are not C++ but lines:
//
//   #include "NAME"   beside the includer; else it is a missing include; <NAME> lies in the folder sys
//                     of the root
//   def NAME          a symbol that the file defines
//   vary NAME         the same, with the arguments that begin with -D after its name
//   error TEXT        clang would report an error
//   macro NAME        the unit changes a macro before its imports
//   odd NAME          a symbol that the file defines, but not where it is part of a prelude
//   bad TEXT          a prelude with this header does not hold
//   build WHAT        an order as below, for the build of a prelude with this header
//   peak MB           the unit needs so much memory, as far as the indexer says
//   order WHAT        what becomes of a job for this unit: die, kill (as from outside), hang, hog (memory), refuse,
//                     garbage, lie (an answer without files), break (a segment that is none)
//
// Orders hold as often as the file "ration-UNIT" in the control folder (kControlVariable)
// has bytes; without it always. "log" there gets a line "start", "index UNIT", "on_prelude UNIT", "build NAME
// HEADERS" or "deliver UNIT COUNT" for each; UNIT is the file's name. A module file is the record of what its build
// answered; one that is no such record gives errors.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/store/segment_builder.h"
#include "core/store/variant_path.h"
#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/frame.h"
#include "platform/base/hash.h"
#include "platform/base/unique_fd.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "tests/support/scripted_worker.h"

namespace cairn::test {
namespace {

using worker::Frame;
using worker::FrameStatus;
using worker::JobKind;

constexpr int kChannelFd = 3;
constexpr int kBrokenTest = 4;  // the server's frames make no sense

std::string control_path(const std::string& name) {
  const char* folder = std::getenv(kControlVariable);
  return folder == nullptr ? std::string() : fmt::format("{}/{}", folder, name);
}

void log_line(const std::string& line) {
  const std::string path = control_path("log");
  if (path.empty()) return;
  const base::UniqueFd log(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const std::string bytes = line + "\n";
  if (write(log.get(), bytes.data(), bytes.size()) < 0) _exit(kBrokenTest);
}

bool has_ration(const std::string& unit) {
  const base::UniqueFd ration(open(control_path("ration-" + unit).c_str(), O_RDWR | O_CLOEXEC));
  if (!ration) return true;
  struct stat status{};
  if (flock(ration.get(), LOCK_EX) != 0 || fstat(ration.get(), &status) != 0) _exit(kBrokenTest);
  return status.st_size != 0 && ftruncate(ration.get(), status.st_size - 1) == 0;
}

void send_bytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(kChannelFd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) _exit(0);  // the server is gone
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void send_frame(const Frame& frame) { send_bytes(worker::encode_frame(frame).value()); }

struct SourceFile {
  worker::IndexedFile indexed;
  std::vector<std::string> symbols;
};

class ScriptedIndexer {
 public:
  void serve(const Frame& request) {
    if (request.kind == JobKind::kIndexUnit) return index(request);
    if (request.kind == JobKind::kDeliverRows) return deliver(request);
    if (request.kind == JobKind::kDescribeCommand) return describe(request);
    if (request.kind == JobKind::kBuildPrelude) return build(request);
    _exit(kBrokenTest);
  }

 private:
  static void describe(const Frame& frame) {
    auto request = worker::decode<worker::DescribeCommandRequest>(frame.payload);
    if (!request) _exit(kBrokenTest);
    log_line("describe");
    worker::CommandDescription description;
    description.language = "c++";
    description.folders = {{fs::join_path(request->directory, "sys"), worker::SearchFolder::Kind::kSystem}};
    send_frame({frame.kind, FrameStatus::kReply, frame.job_id, worker::encode(description)});
  }

  void build(const Frame& frame) {
    auto request = worker::decode<worker::BuildPreludeRequest>(frame.payload);
    if (!request) _exit(kBrokenTest);
    unit_ = request->name;
    log_line(fmt::format("build {} {}", unit_, request->headers.size()));
    files_.clear();
    order_.clear();
    is_building_ = true;
    read_modules(request->module_files);
    const worker::IndexUnitRequest as_unit{"", request->directory, request->arguments, request->root};
    worker::IndexedUnit unit;
    worker::BuiltPrelude built;
    seen_.clear();
    for (const std::string& header : request->headers) {
      const std::uint32_t before = unit.error_count;
      read(header, as_unit, unit);
      built.headers.push_back({unit.error_count - before, unit.error_count == before ? "" : unit.first_error});
    }
    is_building_ = false;
    if (order_.empty() || !has_ration(unit_)) order_.clear();
    obey(frame);
    if (order_ == "refuse") {
      return send_frame(
          {frame.kind, FrameStatus::kFailed, frame.job_id, worker::encode(std::string("scripted refusal"))});
    }
    built.error_count = unit.error_count;
    built.first_error = unit.first_error;
    built.missing_includes = unit.missing_includes;
    built.cpu_ms = 1;
    if (built.error_count == 0) {
      for (const SourceFile& file : files_) built.files.push_back(file.indexed);
      const std::string module = worker::encode(built);
      if (!fs::write_file_atomically(request->output_path, module)) _exit(kBrokenTest);
      if (!fs::write_file_atomically(request->output_path + ".files", "")) _exit(kBrokenTest);
      built.bytes = module.size();
    }
    send_frame({frame.kind, FrameStatus::kReply, frame.job_id, worker::encode(built)});
  }

  // False if one is none.
  bool read_modules(const std::vector<std::string>& paths) {
    modules_.clear();
    for (const std::string& path : paths) {
      const auto bytes = fs::read_file(path, 1 << 20);
      if (!bytes) return false;
      const auto built = worker::decode<worker::BuiltPrelude>(*bytes);
      if (!built) return false;
      modules_.insert(modules_.end(), built->files.begin(), built->files.end());
    }
    return true;
  }

  // What the modules say about the file that would be read.
  const worker::IndexedFile* imported(const std::string& path, const std::string& root) const {
    const auto known = std::find_if(modules_.begin(), modules_.end(), [&](const worker::IndexedFile& file) {
      return fs::join_path(root, file.path) == path;
    });
    return known == modules_.end() ? nullptr : &*known;
  }

  void index(const Frame& frame) {
    auto request = worker::decode<worker::IndexUnitRequest>(frame.payload);
    if (!request) _exit(kBrokenTest);
    unit_ = fs::file_name(request->path);
    log_line((request->module_files.empty() ? "index " : "on_prelude ") + unit_);
    files_.clear();
    order_.clear();
    seen_.clear();
    worker::IndexedUnit unit;
    if (!read_modules(request->module_files)) {
      unit.error_count = 1;
      unit.first_error = "a module file is damaged";
    }
    read(request->path, *request, unit);
    if (order_.empty() || !has_ration(unit_)) order_.clear();
    obey(frame);
    for (const SourceFile& file : files_) unit.files.push_back(file.indexed);
    if (order_ == "lie") unit.files.clear();
    unit.cpu_ms = 1 + static_cast<std::uint32_t>(files_.front().indexed.size_bytes);
    if (order_ == "refuse") {
      return send_frame(
          {frame.kind, FrameStatus::kFailed, frame.job_id, worker::encode(std::string("scripted refusal"))});
    }
    send_frame({frame.kind, FrameStatus::kReply, frame.job_id, worker::encode(unit)});
  }

  // Takes 16 MB every 10 ms, up to 2 GB.
  [[noreturn]] static void hog() {
    constexpr std::size_t kPiece = std::size_t{16} << 20;
    for (int i = 0; i < 128; ++i) {
      void* const piece = std::malloc(kPiece);
      if (piece == nullptr) break;
      std::memset(piece, 1, kPiece);
      usleep(10'000);
    }
    for (;;) pause();
  }

  void obey(const Frame&) const {
    if (order_ == "die") _exit(3);
    if (order_ == "kill") raise(SIGKILL);
    if (order_ == "garbage") send_bytes("these bytes are no frame of any kind");
    if (order_ == "hog") hog();
    while (order_ == "hang") pause();
  }

  void read(const std::string& path, const worker::IndexUnitRequest& request, worker::IndexedUnit& unit) {
    if (!seen_.insert(path).second) return;
    const worker::IndexedFile* const module = imported(path, request.root);
    if (module && !is_building_) unit.imported.push_back(*module);
    const auto stamp = fs::read_stamp(path);
    const auto text = fs::read_file(path, 1 << 20);
    if (!stamp || !text) _exit(kBrokenTest);
    const std::size_t number = files_.size();
    if (!module) files_.emplace_back();
    std::string said = path;
    std::vector<std::string> symbols;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string verb;
      std::string rest;
      words >> verb >> rest;
      if (verb == "def") symbols.push_back(rest);
      if (verb == "vary") symbols.push_back(rest + defines(request));
      if (verb == "odd" && !is_building_) symbols.push_back(rest);
      if (verb == "otherwise") unit.entered_otherwise.push_back(rest);
      if (verb == "build" && is_building_) order_ = rest;
      if (verb == "error" || (verb == "bad" && is_building_)) {
        ++unit.error_count;
        unit.first_error = line;
      }
      if (verb == "order" && number == 0 && !is_building_) order_ = rest;
      if (verb == "peak") unit.peak_bytes = std::strtoull(rest.c_str(), nullptr, 10) << 20U;
      if (verb != "#include" || rest.size() < 2) continue;
      const std::string spelled = rest.substr(1, rest.size() - 2);
      const std::string folder = rest.front() == '<' ? request.root + "/sys" : std::string(fs::parent_path(path));
      const std::string included = fs::join_path(folder, spelled);
      if (access(included.c_str(), R_OK) == 0) {
        read(included, request, unit);
      } else {
        unit.missing_includes.push_back(spelled);
      }
    }
    if (module) return;
    for (const std::string& symbol : symbols) said += "\n" + symbol;
    SourceFile& file = files_[number];
    file.symbols = symbols;
    file.indexed.path = fs::is_within(request.root, path) ? path.substr(request.root.size() + 1) : path;
    file.indexed.content_hash = base::hash64(*text);
    file.indexed.mtime_ns = stamp->mtime_ns;
    file.indexed.size_bytes = stamp->size_bytes;
    file.indexed.rows_hash = base::hash64(said);
  }

  static std::string defines(const worker::IndexUnitRequest& request) {
    std::string result;
    for (const std::string& argument : request.arguments) {
      if (argument.starts_with("-D")) result += argument;
    }
    return result;
  }

  void deliver(const Frame& frame) const {
    auto request = worker::decode<worker::DeliverRowsRequest>(frame.payload);
    if (!request) _exit(kBrokenTest);
    log_line(fmt::format("deliver {} {}", unit_, request->files.size()));
    store::SegmentBuilder builder(request->layer, request->generation);
    std::deque<std::string> texts;  // keeps what the rows point to
    for (const std::uint32_t number : request->files) {
      const SourceFile& file = files_.at(number);
      model::FileRows rows;
      rows.path = texts.emplace_back(store::variant_path(file.indexed.path, file.indexed.rows_hash));
      rows.facts.content_hash = file.indexed.content_hash;
      for (const std::string& symbol : file.symbols) {
        model::SymbolFacts facts;
        facts.name = texts.emplace_back(symbol);
        facts.usr = texts.emplace_back("c:@" + symbol);
        rows.symbols.push_back(facts);
        model::Occurrence occurrence;
        occurrence.symbol = static_cast<std::uint32_t>(rows.symbols.size() - 1);
        occurrence.start = {static_cast<std::uint32_t>(rows.symbols.size()), 0};
        occurrence.length = static_cast<std::uint32_t>(symbol.size());
        occurrence.roles = model::kDefines;
        rows.occurrences.push_back(occurrence);
      }
      if (!builder.add(rows)) _exit(kBrokenTest);
    }
    if (order_ == "break") {
      const base::UniqueFd broken(open(request->segment_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      if (write(broken.get(), "no segment", 10) != 10) _exit(kBrokenTest);
    } else if (!builder.write(request->segment_path)) {
      _exit(kBrokenTest);
    }
    send_frame({frame.kind, FrameStatus::kReply, frame.job_id, worker::encode(worker::DeliveredRows{1})});
  }

  std::string unit_;
  std::string order_;
  std::vector<SourceFile> files_;
  std::set<std::string> seen_;
  bool is_building_ = false;
  std::vector<worker::IndexedFile> modules_;  // that the job stands on
};

int run() {
  log_line("start");
  send_frame({JobKind::kHello, FrameStatus::kReply, 0,
              worker::encode(worker::HelloMessage{worker::kProtocolVersion, "scripted"})});
  ScriptedIndexer self;
  worker::FrameDecoder decoder;
  std::vector<char> buffer(std::size_t{64} << 10);
  for (;;) {
    const ssize_t size = read(kChannelFd, buffer.data(), buffer.size());
    if (size <= 0) return 0;
    std::vector<Frame> frames;
    if (!decoder.feed(std::string_view(buffer.data(), static_cast<std::size_t>(size)), frames)) return kBrokenTest;
    for (const Frame& frame : frames) self.serve(frame);
  }
}

}  // namespace
}  // namespace cairn::test

int main() { return cairn::test::run(); }
