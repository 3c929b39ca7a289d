// DoctorReport: what `cairn doctor` found, and how it is printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cairn::server {

// One file: its command and what a worker made of it.
struct DoctorFile {
  std::string path;
  std::string command_source;  // command_source_name()
  std::string reason;          // why this command; one line
  std::string borrowed_from;   // whose entry it is, if another file's
  std::string warning;         // what is wrong with the command; may be empty
  std::string directory;
  std::vector<std::string> arguments;  // what clang gets, refused ones included
  std::vector<std::string> removed;    // words of the written command that normalisation took out
  std::vector<std::string> refused;    // arguments that clang does not take
  bool is_parsed = false;              // else `failure` says why not
  std::string failure;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::vector<std::string> first_errors;  // at most kMaxShownErrors, "line:col: message"
  std::size_t included_files = 0;
  double seconds = 0;
};

// One segment of the index.
struct DoctorSegment {
  struct Rows {
    std::string kind;
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
  };
  std::uint64_t id = 0;
  std::uint32_t layer = 0;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t dead_files = 0;
  std::vector<Rows> rows;
};

// The index, every byte of it compared with its checksums.
struct DoctorStore {
  std::string path;
  std::vector<DoctorSegment> segments;
  std::vector<std::string> problems;  // one line each
};

// Each `…_problem` is one line, empty if there is none; a problem hinders answers.
struct DoctorReport {
  static constexpr std::size_t kMaxShownErrors = 5;

  std::string version;
  std::string root;
  std::string database_searched;  // the places, for people
  std::string database_path;      // empty: none was found
  std::size_t database_files = 0;
  std::vector<std::string> database_warnings;
  std::string database_advice;  // no database: what to do; not a problem by itself
  std::string database_problem;
  std::string cache_path;
  std::string cache_problem;
  std::string worker_program;
  std::string worker_version;  // its clang's
  std::string worker_problem;
  std::optional<DoctorStore> store;  // none: there is no index
  std::optional<DoctorFile> file;

  bool has_problem() const;
};

// A few lines for people, ended by a newline. Pure.
std::string doctor_text(const DoctorReport& report);

// One document with the same facts, ended by a newline:
//   {"version","root",
//    "database":{"searched","path"|null,"files","warnings":[],"advice"?,"problem"?},
//    "cache":{"path","problem"?},
//    "store":{"path","segments":[{"id","layer","bytes","files","deadFiles",
//             "rows":{kind:{"bytes","rows"}}}],"problems":[]}|null,
//    "worker":{"program","clang"|null,"problem"?},
//    "file"?:{"path","commandSource","reason","borrowedFrom"?,"warning"?,"directory",
//             "arguments":[],"removed":[],"refused":[],"parse":{"status":"ok"|"failed",
//             "reason"?,"errors","warnings","firstErrors":[],"includedFiles","seconds"}|null},
//    "ok": bool}
// "parse" is null where there is no worker to parse with. Pure.
std::string doctor_json(const DoctorReport& report);

}  // namespace cairn::server
