#include "core/text/word_start.h"

namespace cairn::text {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || (c & 0x80) != 0; }

}  // namespace

bool starts_word(std::string_view name, std::size_t i) {
  const char c = name[i];
  if (!is_letter(c) && !is_digit(c)) return false;
  if (i == 0) return true;
  const char before = name[i - 1];
  if (is_digit(c)) return !is_letter(before) && !is_digit(before);
  if (!is_letter(before)) return !is_digit(before) || is_upper(c);
  if (!is_upper(c)) return false;
  if (!is_upper(before)) return true;
  // The last of several capitals begins the word that goes on in lower case: HTTPServer.
  return i + 1 < name.size() && is_letter(name[i + 1]) && !is_upper(name[i + 1]);
}

bool may_begin_run(std::string_view name, std::size_t i) { return i == 0 || name[i] == '_' || starts_word(name, i); }

}  // namespace cairn::text
