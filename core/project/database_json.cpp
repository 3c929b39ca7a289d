#include "core/project/database_json.h"

#include <algorithm>
#include <cstdint>
#include <exception>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "platform/base/utf.h"

namespace cairn::project {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxWarnings = 100;

// Levels of nesting: what the parser is inside of.
constexpr int kInDatabase = 1;
constexpr int kInEntry = 2;
constexpr int kInArguments = 3;

// nlohmann's SAX interface: a false return stops the parser.
class EntryReader {
 public:
  EntryReader(std::string_view json, const std::function<void(const DatabaseEntry&)>& on_entry,
              std::vector<std::string>& warnings, const std::stop_token& stop)
      : json_(json), on_entry_(on_entry), warnings_(warnings), stop_(stop) {}

  bool null() { return other_value("null"); }
  bool boolean(bool) { return other_value("a boolean"); }
  bool number_integer(Json::number_integer_t) { return other_value("a number"); }
  bool number_unsigned(Json::number_unsigned_t) { return other_value("a number"); }
  bool number_float(Json::number_float_t, const std::string&) { return other_value("a number"); }
  bool binary(Json::binary_t&) { return other_value("binary data"); }

  bool string(std::string& value) {
    if (stop_.stop_requested()) return false;
    if (is_inside_arguments()) {
      arguments_.append(value).push_back('\0');
      return true;
    }
    std::string* field = depth_ == kInEntry ? field_of(key_) : nullptr;
    if (field == nullptr) return other_value("a string");
    field->swap(value);
    return true;
  }

  bool key(std::string& name) {
    if (depth_ == kInEntry) key_.swap(name);
    return true;
  }

  bool start_object(std::size_t) {
    if (depth_ == kInDatabase) begin_entry();
    return (depth_ == kInDatabase || other_value("an object")) && descend();
  }
  bool start_array(std::size_t) {
    if (depth_ == kInEntry && key_ == "arguments") {
      arguments_.clear();
    } else if (depth_ != 0 && !other_value("an array")) {
      return false;
    }
    return descend();
  }
  bool end_array() { return ascend(); }
  bool end_object() {
    if (--depth_ == kInDatabase) end_entry();
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception& exception) {
    // The library's text repeats the place, and the bytes it could not read.
    const std::string_view text = exception.what();
    const std::size_t reason = text.find(": ");
    fail_at(position, reason == std::string_view::npos ? text : text.substr(reason + 2));
    return false;
  }

  const std::string& failure() const { return failure_; }

  void finish() {
    if (unreported_ != 0) warnings_.push_back(fmt::format("{} more entries were skipped", unreported_));
  }

 private:
  bool is_inside_arguments() const { return depth_ == kInArguments && key_ == "arguments"; }
  bool descend() {
    ++depth_;
    return !stop_.stop_requested();
  }
  bool ascend() {
    --depth_;
    return true;
  }

  std::string* field_of(std::string_view name) {
    if (name == "directory") return &entry_.directory;
    if (name == "file") return &entry_.file;
    return name == "command" ? &entry_.command : nullptr;
  }

  // A value that is not what the format has there. False only if the whole is not a database.
  bool other_value(std::string_view what) {
    if (depth_ == 0) {
      fail_at(0, fmt::format("a compilation database is an array, not {}", what));
      return false;
    }
    if (depth_ == kInDatabase) {
      ++entries_;
      warn(fmt::format("is {}, not an object", what));
    } else if (depth_ == kInEntry && (field_of(key_) != nullptr || key_ == "arguments")) {
      problem_ = fmt::format("has {} as its \"{}\"", what, key_);
    } else if (is_inside_arguments()) {
      problem_ = fmt::format("has {} among its \"arguments\"", what);
    }
    return true;
  }

  void begin_entry() {
    ++entries_;
    entry_ = {};
    arguments_.clear();
    problem_.clear();
  }

  void end_entry() {
    if (problem_.empty() && entry_.file.empty()) problem_ = "names no file";
    if (problem_.empty() && entry_.command.empty() && arguments_.empty()) problem_ = "has no command";
    if (!problem_.empty()) {
      warn(problem_ + (entry_.file.empty() ? "" : " (file " + entry_.file + ")"));
      return;
    }
    entry_.is_list = !arguments_.empty();
    if (entry_.is_list) entry_.command.swap(arguments_);
    on_entry_(entry_);
  }

  void warn(std::string_view problem) {
    if (warnings_.size() == kMaxWarnings) {
      ++unreported_;
    } else {
      warnings_.push_back(fmt::format("entry {} {}; skipped", entries_, problem));
    }
  }

  void fail_at(std::size_t position, std::string_view reason) {
    const std::string_view before = json_.substr(0, position);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    failure_ = fmt::format("line {}: {}", line, base::to_valid_utf8(reason));
    std::replace(failure_.begin(), failure_.end(), '\n', ' ');
  }

  const std::string_view json_;
  const std::function<void(const DatabaseEntry&)>& on_entry_;
  std::vector<std::string>& warnings_;
  const std::stop_token& stop_;

  int depth_ = 0;
  std::size_t entries_ = 0;  // seen so far, skipped ones included
  std::size_t unreported_ = 0;
  std::string key_;  // the entry's key that is being read
  DatabaseEntry entry_;
  std::string arguments_;
  std::string problem_;  // why the entry makes no sense
  std::string failure_;
};

}  // namespace

Result<void> read_database(std::string_view json, const std::function<void(const DatabaseEntry&)>& on_entry,
                           std::vector<std::string>& warnings, const std::stop_token& stop) {
  EntryReader reader(json, on_entry, warnings, stop);
  try {
    if (!Json::sax_parse(json.begin(), json.end(), &reader)) {
      if (stop.stop_requested()) return unexpected(ErrorCode::kCancelled, "reading was stopped");
      return unexpected(ErrorCode::kCorrupt, reader.failure());
    }
  } catch (const std::exception& exception) {
    return unexpected(ErrorCode::kInternal, exception.what());
  }
  reader.finish();
  return {};
}

}  // namespace cairn::project
