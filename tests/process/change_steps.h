// ChangeSteps: random changes of a project, as people, tools and checkouts make them.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/process/changing_project.h"

namespace cairn::test {

// Keeps what the project should be like, changes it at random and makes the disk follow. The same seed gives the
// same steps.
class ChangeSteps {
 public:
  ChangeSteps(ChangingProject& project, ProjectState state, std::uint32_t seed);

  // One step, of one to three changes; says what it did. `is_watched`: a server sees them happen; else no file gets
  // another content under its old stamp, which nobody could see afterwards.
  std::string step(bool is_watched);

 private:
  using Lines = std::vector<std::string>;

  std::string edit_aptly();
  std::string change_text();
  std::string change_files();
  std::string change_units();
  std::string any_file();
  std::string any_word();
  SaveKind any_save();
  std::uint32_t below(std::size_t count) { return static_cast<std::uint32_t>(random_() % count); }

  ChangingProject& project_;
  const ProjectState original_;
  ProjectState state_;
  std::mt19937 random_;
  int fresh_names_ = 0;
  bool is_watched_ = true;
};

}  // namespace cairn::test
