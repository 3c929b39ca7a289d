#include "core/lexical/paste_reader.h"

#include <algorithm>

namespace cairn::lexical {

void PasteReader::start() {
  pattern_.clear();
  operands_ = 0;
  is_joining_ = false;
}

void PasteReader::add(std::optional<std::string_view> operand, std::vector<std::string_view>& out, StringArena& arena) {
  if (!is_joining_ || !operand) end(out, arena);
  is_joining_ = false;
  if (!operand) return;
  if (operands_++ != 0) pattern_ += "##";
  pattern_ += *operand;
}

void PasteReader::end(std::vector<std::string_view>& out, StringArena& arena) {
  if (operands_ > 1 && std::find(out.begin(), out.end(), pattern_) == out.end()) out.push_back(arena.copy(pattern_));
  start();
}

}  // namespace cairn::lexical
