#include "server/cli/print.h"

namespace cairn::server {

bool print(std::FILE* stream, std::string_view text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  return std::fflush(stream) == 0 && is_written;
}

}  // namespace cairn::server
