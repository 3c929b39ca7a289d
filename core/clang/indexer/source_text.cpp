#include "core/clang/indexer/source_text.h"

#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/base/hash.h"

namespace cairn::clang {
namespace {

// The headers of a unit of clang are about 20 MiB.
constexpr std::uint64_t kMaxKeptBytes = std::uint64_t{48} << 20;

// A line ends with "\n", "\r\n" or a lone "\r", as everywhere in Cairn.
std::vector<std::uint32_t> find_line_starts(std::string_view text) {
  std::vector<std::uint32_t> starts = {0};
  const bool has_returns = text.find('\r') != std::string_view::npos;
  for (std::size_t at = 0;;) {
    at = has_returns ? text.find_first_of("\r\n", at) : text.find('\n', at);
    if (at == std::string_view::npos) return starts;
    at += text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    starts.push_back(static_cast<std::uint32_t>(at));
  }
}

bool has_only_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  return all < 0x80;
}

}  // namespace

SourceText::SourceText(std::unique_ptr<llvm::MemoryBuffer> buffer)
    : buffer_(std::move(buffer)), text_(buffer_->getBufferStart(), buffer_->getBufferSize()) {}

SourceText::~SourceText() = default;

void SourceText::study() const {
  if (!line_starts_.empty()) return;
  line_starts_ = find_line_starts(text_);
  content_hash_ = base::hash64(text_);
  is_ascii_ = has_only_ascii(text_);
}

std::uint64_t SourceText::content_hash() const {
  study();
  return content_hash_;
}

bool SourceText::is_ascii() const {
  study();
  return is_ascii_;
}

std::uint32_t SourceText::line_count() const {
  study();
  return static_cast<std::uint32_t>(line_starts_.size());
}

text::Position SourceText::position(std::uint32_t offset) const {
  study();
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - line_starts_.begin()) - 1;
  return {line, offset - line_starts_[line]};
}

std::size_t SourceTexts::Hash::operator()(const SourceStamp& stamp) const {
  return base::hash64({reinterpret_cast<const char*>(&stamp), sizeof stamp});
}

std::shared_ptr<const SourceText> SourceTexts::find(const SourceStamp& stamp) {
  const auto found = kept_.find(stamp);
  if (found == kept_.end()) return nullptr;
  found->second.last_unit = unit_;
  return found->second.text;
}

void SourceTexts::keep(const SourceStamp& stamp, std::shared_ptr<const SourceText> text) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (std::chrono::nanoseconds(std::max(stamp.mtime_ns, stamp.ctime_ns)) > now - settled_) return;
  const std::uint64_t size = text->text().size();
  if (kept_.try_emplace(stamp, Kept{std::move(text), unit_}).second) bytes_ += size;
}

void SourceTexts::drop_before(std::uint64_t unit) {
  std::erase_if(kept_, [&](const auto& entry) {
    if (entry.second.last_unit >= unit) return false;
    bytes_ -= entry.second.text->text().size();
    return true;
  });
}

void SourceTexts::end_unit() {
  if (bytes_ > kMaxKeptBytes) drop_before(unit_);
  ++unit_;
  if (bytes_ > kMaxKeptBytes) drop_before(unit_);
}

}  // namespace cairn::clang
