#include "protocol/ext/heap_snapshot.h"

#include <cstdlib>
#include <map>
#include <string_view>

namespace cairn::ext {

bool read(Reader reader, HeapFormat& out) {
  return rpc::read_string_enum<HeapFormat>(
      reader,
      {{"folded", HeapFormat::kFolded}, {"jeprof", HeapFormat::kJeprof}, {"speedscope", HeapFormat::kSpeedscope}}, out);
}

bool read(Reader reader, HeapSnapshotParams& out) {
  if (reader.json().is_null()) return true;
  return reader.optional("format", out.format) && reader.optional("sampling", out.sampling) &&
         reader.optional("mark", out.mark) && reader.optional("difference", out.difference);
}

Json to_json(const HeapSnapshot& value) {
  Json json = {{"sampling", value.is_sampling},
               {"sampleBytes", value.sample_bytes},
               {"bytes", value.bytes},
               {"text", value.text}};
  if (value.shrunk) json["shrunk"] = *value.shrunk;
  return json;
}

std::string speedscope_json(const std::string& folded) {
  Json frames = Json::array();
  Json samples = Json::array();
  Json weights = Json::array();
  std::map<std::string, std::size_t, std::less<>> numbers;
  std::uint64_t total = 0;
  std::string_view rest = folded;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) continue;
    const std::uint64_t bytes = std::strtoull(std::string(line.substr(space + 1)).c_str(), nullptr, 10);
    Json sample = Json::array();
    std::string_view stack = line.substr(0, space);
    for (;;) {
      const std::string_view frame = stack.substr(0, stack.find(';'));
      auto known = numbers.find(frame);
      if (known == numbers.end()) {
        known = numbers.emplace(std::string(frame), frames.size()).first;
        frames.push_back({{"name", std::string(frame)}});
      }
      sample.push_back(known->second);
      if (frame.size() == stack.size()) break;
      stack.remove_prefix(frame.size() + 1);
    }
    samples.push_back(std::move(sample));
    weights.push_back(bytes);
    total += bytes;
  }
  const Json profile = {{"type", "sampled"},
                        {"name", "live heap"},
                        {"unit", "bytes"},
                        {"startValue", 0},
                        {"endValue", total},
                        {"samples", std::move(samples)},
                        {"weights", std::move(weights)}};
  const Json file = {{"$schema", "https://www.speedscope.app/file-format-schema.json"},
                     {"shared", {{"frames", std::move(frames)}}},
                     {"profiles", Json::array({profile})},
                     {"name", "cairn"},
                     {"exporter", "cairn"}};
  return rpc::dump_json(file);
}

}  // namespace cairn::ext
