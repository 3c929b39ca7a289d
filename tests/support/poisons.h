// Sources that crash, hang or bloat clang. Tests and the latency bench open them.
#pragma once

#include <string>
#include <vector>

namespace cairn::test {

struct Poison {
  std::string name;
  std::string text;    // of a file in a folder that holds a FIFO named "fifo"
  std::string reason;  // a part of the diagnostic that the file gets
};

std::vector<Poison> poisons();

}  // namespace cairn::test
