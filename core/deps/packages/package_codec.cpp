#include "core/deps/packages/package_codec.h"

#include <span>

#include "core/store/varint.h"

namespace cairn::deps {
namespace {

using store::put_text;
using store::put_varint;

void put_texts(std::string& out, const std::vector<std::string>& texts) {
  put_varint(out, texts.size());
  for (const std::string& text : texts) put_text(out, text);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : reader_(std::as_bytes(std::span(bytes.data(), bytes.size()))) {}

  std::uint64_t number() { return reader_.varint(); }
  std::int64_t signed_number() { return store::unzigzag(reader_.varint()); }
  std::uint32_t line() { return reader_.varint32(); }
  std::string text() { return std::string(reader_.text()); }
  // No list is longer than its bytes.
  std::uint64_t count() {
    const std::uint64_t count = reader_.varint();
    if (count > reader_.remaining()) reader_.fail();
    return reader_.ok() ? count : 0;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> texts(count());
    for (std::string& each : texts) each = text();
    return texts;
  }
  fs::FileStamp stamp() {
    fs::FileStamp stamp;
    stamp.mtime_ns = signed_number();
    stamp.size_bytes = number();
    stamp.inode = number();
    return stamp;
  }
  Result<void> finish() const {
    if (reader_.ok() && reader_.at_end()) return {};
    return unexpected(ErrorCode::kCorrupt, "the bytes of a row make no sense");
  }

 private:
  store::ByteReader reader_;
};

}  // namespace

std::string encode_names(const FolderState& folder) {
  std::string bytes;
  put_texts(bytes, folder.folders);
  put_texts(bytes, folder.manifests);
  return bytes;
}

Result<void> decode_names(std::string_view bytes, FolderState& folder) {
  Reader reader(bytes);
  folder.folders = reader.texts();
  folder.manifests = reader.texts();
  return reader.finish();
}

std::string encode_facts(const ManifestState& manifest) {
  std::string bytes;
  put_varint(bytes, manifest.inputs.size());
  for (const ManifestInput& input : manifest.inputs) {
    put_text(bytes, input.path);
    put_varint(bytes, input.stamp ? 1 : 0);
    if (!input.stamp) continue;
    put_varint(bytes, store::zigzag(input.stamp->mtime_ns));
    put_varint(bytes, input.stamp->size_bytes);
    put_varint(bytes, input.stamp->inode);
  }
  const PackageFacts& facts = manifest.facts;
  put_varint(bytes, facts.is_broken ? 1 : 0);
  put_varint(bytes, facts.problems.size());
  for (const ManifestProblem& problem : facts.problems) {
    put_varint(bytes, problem.line);
    put_text(bytes, problem.message);
  }
  put_varint(bytes, facts.packages.size());
  for (const Package& package : facts.packages) {
    for (const std::string* text :
         {&package.ecosystem, &package.name, &package.version, &package.wanted, &package.source}) {
      put_text(bytes, *text);
    }
    put_varint(bytes, static_cast<std::uint64_t>(package.role));
    put_varint(bytes, package.line);
    put_texts(bytes, package.needs);
    put_texts(bytes, package.folders);
  }
  return bytes;
}

Result<void> decode_facts(std::string_view bytes, ManifestState& manifest) {
  Reader reader(bytes);
  manifest.inputs.resize(reader.count());
  for (ManifestInput& input : manifest.inputs) {
    input.path = reader.text();
    if (reader.number() != 0) input.stamp = reader.stamp();
  }
  PackageFacts& facts = manifest.facts;
  facts.is_broken = reader.number() != 0;
  facts.problems.resize(reader.count());
  for (ManifestProblem& problem : facts.problems) {
    problem.line = reader.line();
    problem.message = reader.text();
  }
  facts.packages.resize(reader.count());
  for (Package& package : facts.packages) {
    for (std::string* text : {&package.ecosystem, &package.name, &package.version, &package.wanted, &package.source}) {
      *text = reader.text();
    }
    const std::uint64_t role = reader.number();
    if (role > static_cast<std::uint64_t>(PackageRole::kFound)) {
      return unexpected(ErrorCode::kCorrupt, "a package's role makes no sense");
    }
    package.role = static_cast<PackageRole>(role);
    package.line = reader.line();
    package.needs = reader.texts();
    package.folders = reader.texts();
  }
  return reader.finish();
}

}  // namespace cairn::deps
