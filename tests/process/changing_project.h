// ChangingProject: a small project that changes under a running server, and the index that a fresh one would have.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/lsp_client.h"
#include "tests/support/temp_dir.h"

namespace cairn::test {

// What a project consists of: texts by name relative to its root, and of each unit its arguments.
struct ProjectState {
  std::map<std::string, std::string> files;
  std::map<std::string, std::vector<std::string>> units;
};

// How a file's new text gets onto the disk.
enum class SaveKind : std::uint8_t { kInPlace, kRename, kAnew, kSameStamp };

class ChangingProject {
 public:
  explicit ChangingProject(const ProjectState& state);
  ~ChangingProject();
  ChangingProject(const ChangingProject&) = delete;
  ChangingProject& operator=(const ChangingProject&) = delete;

  const std::string& root() const { return root_; }
  std::string path(const std::string& name) const { return root_ + "/" + name; }

  // Changes on the disk.
  void save(const std::string& name, const std::string& text, SaveKind kind = SaveKind::kInPlace);
  void remove(const std::string& name);
  void rename(const std::string& from, const std::string& to);
  void write_database(const std::map<std::string, std::vector<std::string>>& units);

  // The server.
  void start();
  void kill();
  bool is_running() const { return client_.has_value(); }
  // Until all of now is known and the index exact; gives $/indexStatus.
  Json settle();
  // How many units were parsed since the server started.
  std::uint64_t parsed();
  LspClient& client() { return *client_; }

  // All rows, as lines: of the server's index, and of one made now from nothing.
  std::vector<std::string> rows() const;
  std::vector<std::string> fresh_rows();
  // Nothing if both are equal, else where they begin to differ.
  std::string difference();

 private:
  std::vector<std::string> rows_in(const std::string& cache) const;

  TempDir folder_;
  std::string root_;
  std::optional<LspClient> client_;
};

}  // namespace cairn::test
