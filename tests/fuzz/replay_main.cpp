// Runs a fuzz target over the files of a corpus folder, in name order: what keeps
// every input that once mattered as an ordinary test, with any compiler.
//
// Usage: NAME [FOLDER-OR-FILE…]; without arguments, the target's own corpus.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& place) {
  if (std::filesystem::is_regular_file(place)) return {place};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool replay(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  if (input.bad() || !input.is_open()) return false;
  // Named first, so that the last line says which input crashed.
  std::fprintf(stderr, "%s\n", file.c_str());
  // A copy of exactly the input's size lets AddressSanitizer see a read past its end.
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(data.data(), data.size());
  return true;
}

int replay_all(const std::vector<std::filesystem::path>& places) {
  std::size_t count = 0;
  for (const std::filesystem::path& place : places) {
    for (const std::filesystem::path& file : files_of(place)) {
      if (!replay(file)) {
        std::fprintf(stderr, "cannot read %s\n", file.c_str());
        return 1;
      }
      ++count;
    }
  }
  std::fprintf(stderr, "%zu inputs replayed\n", count);
  return count == 0 ? 1 : 0;  // an empty corpus would be a test that cannot fail
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::vector<std::filesystem::path> places(argv + 1, argv + argc);
    if (places.empty()) places.emplace_back(CAIRN_FUZZ_CORPUS);
    return replay_all(places);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
