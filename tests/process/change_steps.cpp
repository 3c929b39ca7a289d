#include "tests/process/change_steps.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "tests/process/change_trees.h"

namespace cairn::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Begin and length of each word.
std::vector<std::pair<std::size_t, std::size_t>> words_of(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    words.emplace_back(at, end - at);
    at = end;
  }
  return words;
}

}  // namespace

ChangeSteps::ChangeSteps(ChangingProject& project, ProjectState state, std::uint32_t seed)
    : project_(project), original_(state), state_(std::move(state)), random_(seed) {}

std::string ChangeSteps::step(bool is_watched) {
  is_watched_ = is_watched;
  std::string done;
  // One change alone is the common case, and the one in which most is spared.
  for (std::uint32_t left = below(2) == 0 ? 1 : 1 + below(3); left > 0; --left) {
    const std::uint32_t kind = below(30);
    done += "  " +
            (kind < 12   ? edit_aptly()
             : kind < 24 ? change_text()
             : kind < 28 ? change_files()
                         : change_units()) +
            "\n";
  }
  return done;
}

std::string ChangeSteps::any_file() {
  if (state_.files.empty()) return {};
  return std::next(state_.files.begin(), below(state_.files.size()))->first;
}

std::string ChangeSteps::any_word() {
  const std::string file = any_file();
  const auto words = words_of(state_.files[file]);
  if (words.empty()) return "word";
  const auto [begin, size] = words[below(words.size())];
  return state_.files[file].substr(begin, size);
}

SaveKind ChangeSteps::any_save() { return static_cast<SaveKind>(below(is_watched_ ? 4 : 3)); }

// One of the edits that fit somewhere, or back again.
std::string ChangeSteps::edit_aptly() {
  const auto& edits = apt_edits();
  for (int tries = 0; tries < 200; ++tries) {
    const auto& [a, b] = edits[below(edits.size())];
    const bool is_back = below(2) == 0;
    const std::string& from = is_back ? b : a;
    for (auto& [name, text] : state_.files) {
      const std::size_t at = text.find(from);
      if (at == std::string::npos) continue;
      text.replace(at, from.size(), is_back ? a : b);
      const SaveKind kind = any_save();
      project_.save(name, text, kind);
      return fmt::format("{}: {} -> {} (save {})", name, from, is_back ? a : b, static_cast<int>(kind));
    }
  }
  return change_text();
}

std::string ChangeSteps::change_text() {
  const std::string file = any_file();
  if (file.empty()) return "nothing";
  Lines lines = lines_of(state_.files[file]);
  const std::size_t at = below(lines.size() + 1);
  const bool has_line = at < lines.size();
  const auto place = lines.begin() + static_cast<std::ptrdiff_t>(at);
  std::string what;
  switch (below(12)) {
    case 0:
      lines.insert(place, "// a comment of one line");
      what = "comment line";
      break;
    case 1:
      if (has_line) lines[at] += "  /* behind */";
      what = "comment behind";
      break;
    case 2:
      if (has_line) lines[at] = "/* before\n   it */ " + lines[at];
      what = "comment before";
      break;
    case 3:
      lines.insert(place, spare_lines()[below(spare_lines().size())]);
      what = "line";
      break;
    case 4:
      if (has_line) lines.erase(place);
      what = "line gone";
      break;
    case 5:
      if (has_line) lines.insert(place, std::string(lines[at]));
      what = "line twice";
      break;
    case 6:
      if (at + 1 < lines.size()) std::swap(lines[at], lines[at + 1]);
      what = "lines swapped";
      break;
    case 7:
      if (has_line) lines[at] = "  " + lines[at];
      what = "indented";
      break;
    default: {
      std::string text = text_of(lines);
      const auto words = words_of(text);
      if (words.empty()) break;
      const auto [begin, size] = words[below(words.size())];
      const bool is_number = std::isdigit(static_cast<unsigned char>(text[begin])) != 0;
      const std::string word = is_number ? std::to_string(below(20)) : any_word();
      what = fmt::format("{} -> {}", text.substr(begin, size), word);
      text.replace(begin, size, word);
      lines = lines_of(text);
    }
  }
  const SaveKind kind = any_save();
  state_.files[file] = text_of(lines);
  project_.save(file, state_.files[file], kind);
  return fmt::format("{} line {}: {} (save {})", file, at + 1, what, static_cast<int>(kind));
}

std::string ChangeSteps::change_files() {
  const std::string file = any_file();
  if (file.empty()) return "nothing";
  switch (below(6)) {
    case 0: {
      state_.files.erase(file);
      project_.remove(file);
      return file + " removed";
    }
    case 1: {
      // Back and forth between folders, so that names shadow each other.
      const std::string name = file.substr(file.rfind('/') + 1);
      static const char* const folders[] = {"", "near/", "far/", "sub/", "include/"};
      const std::string to = folders[below(5)] + name;
      if (state_.files.contains(to)) return "nothing";
      state_.files[to] = state_.files[file];
      state_.files.erase(file);
      project_.rename(file, to);
      return file + " moved to " + to;
    }
    case 2: {
      static const char* const names[] = {"optional.h", "near/optional.h", "sub/missing.h", "near/extra.h", "config.h"};
      const std::string name = names[below(5)];
      state_.files[name] = spare_lines()[below(spare_lines().size())] + "\ninline int optional() { return 1; }\n";
      project_.save(name, state_.files[name], any_save());
      return name + " written";
    }
    case 3: {
      project_.save(file, state_.files[file], SaveKind::kAnew);
      return file + " written anew";
    }
    case 4: {
      const std::string name = fmt::format("fresh{}.h", ++fresh_names_);
      state_.files[name] = "#pragma once\nstruct Fresh { int member; };\n";
      state_.files[file] += "#include \"" + name + "\"\n";
      project_.save(file, state_.files[file], any_save());
      project_.save(name, state_.files[name], any_save());
      return file + " includes the new " + name;
    }
    default: {
      // As a checkout: everything is as it was.
      for (const auto& [name, text] : state_.files) {
        if (!original_.files.contains(name)) project_.remove(name);
      }
      for (const auto& [name, text] : original_.files) {
        const auto now = state_.files.find(name);
        if (now == state_.files.end() || now->second != text) project_.save(name, text, SaveKind::kRename);
      }
      state_.files = original_.files;
      return "all files as they were";
    }
  }
}

std::string ChangeSteps::change_units() {
  std::string what;
  const auto unit =
      state_.units.empty() ? state_.units.end() : std::next(state_.units.begin(), below(state_.units.size()));
  switch (below(4)) {
    case 0:
      if (unit == state_.units.end() || state_.units.size() == 1) return "nothing";
      what = unit->first + " is no unit any more";
      state_.units.erase(unit);
      break;
    case 1: {
      const std::string word = any_word();
      if (unit == state_.units.end() || std::isdigit(static_cast<unsigned char>(word[0])) != 0) return "nothing";
      unit->second.push_back("-D" + word + "=" + (below(2) == 0 ? any_word() : "1"));
      what = unit->first + " with " + unit->second.back();
      break;
    }
    case 2:
      if (unit == state_.units.end()) return "nothing";
      std::reverse(unit->second.begin(), unit->second.end());
      what = unit->first + " with flags reversed";
      break;
    default:
      state_.units = original_.units;
      what = "units as they were";
  }
  project_.write_database(state_.units);
  return what;
}

}  // namespace cairn::test
