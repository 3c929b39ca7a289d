// A blob is: the directory's length, then per group the rise of the symbol's ordinal and
// the length of its body, then the bodies. A mention is: the rise of the line, shifted
// left, with a bit that says that extras follow; the column (as a rise on the same line);
// the extras: a byte of flags, then what they announce. Roles hold until they change.
#include "core/store/occurrence_codec.h"

#include <utility>

namespace cairn::store {
namespace {

enum Extra : std::uint8_t { kRolesChange = 1, kOtherLength = 2, kHasExtent = 4 };
constexpr std::uint8_t kAllExtras = 7;

std::int64_t difference(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b);
}

void put_extent(std::string& out, const Mention& mention) {
  put_varint(out, zigzag(difference(mention.extent.start.line, mention.start.line)));
  put_varint(out, mention.extent.start.column);
  put_varint(out, zigzag(difference(mention.extent.end.line, mention.start.line)));
  put_varint(out, mention.extent.end.column);
}

std::uint32_t moved(std::uint32_t line, std::uint64_t step, ByteReader& reader) {
  const std::int64_t result = static_cast<std::int64_t>(line) + unzigzag(step);
  if (result < 0 || result > UINT32_MAX) return reader.fail(), 0;
  return static_cast<std::uint32_t>(result);
}

model::Roles read_roles(ByteReader& reader) {
  const std::uint32_t roles = reader.varint32();
  if (roles > UINT16_MAX) return reader.fail(), model::Roles{0};
  return static_cast<model::Roles>(roles);
}

}  // namespace

void encode_mentions(std::string& out, std::span<const Mention> mentions) {
  const std::uint32_t usual_length = mentions.front().length;
  model::Roles roles = mentions.front().roles;
  const bool is_plain = roles == model::kRefers;
  put_varint(out, std::uint64_t{usual_length} << 1 | (is_plain ? 0 : 1));
  if (!is_plain) put_varint(out, roles);
  text::Position last;
  for (const Mention& mention : mentions) {
    std::uint8_t extras = 0;
    if (mention.roles != roles) extras |= kRolesChange;
    if (mention.length != usual_length) extras |= kOtherLength;
    if (mention.extent != text::Range()) extras |= kHasExtent;
    const std::uint32_t lines = mention.start.line - last.line;
    put_varint(out, std::uint64_t{lines} << 1 | (extras != 0 ? 1 : 0));
    put_varint(out, lines == 0 ? mention.start.column - last.column : mention.start.column);
    if (extras != 0) out.push_back(static_cast<char>(extras));
    if (extras & kRolesChange) put_varint(out, roles = mention.roles);
    if (extras & kOtherLength) put_varint(out, mention.length);
    if (extras & kHasExtent) put_extent(out, mention);
    last = mention.start;
  }
}

MentionReader::MentionReader(Bytes body) : reader_(body) {
  const std::uint64_t head = reader_.varint();
  if (head >> 1 > UINT32_MAX) reader_.fail();
  usual_length_ = static_cast<std::uint32_t>(head >> 1);
  if (head & 1) roles_ = read_roles(reader_);
}

bool MentionReader::next(Mention& mention) {
  if (reader_.at_end()) return false;
  const std::uint64_t first = reader_.varint();
  const std::uint64_t lines = first >> 1;
  if (lines > UINT32_MAX - last_.line) return reader_.fail(), false;
  const std::uint32_t column = reader_.varint32();
  if (lines == 0 && column > UINT32_MAX - last_.column) return reader_.fail(), false;
  last_.column = lines == 0 ? last_.column + column : column;
  last_.line += static_cast<std::uint32_t>(lines);
  mention = Mention{last_, usual_length_, roles_, {}};
  if (first & 1) {
    const std::uint8_t extras = reader_.byte();
    if (extras & ~kAllExtras) return reader_.fail(), false;
    if (extras & kRolesChange) roles_ = read_roles(reader_);
    mention.roles = roles_;
    if (extras & kOtherLength) mention.length = reader_.varint32();
    if (extras & kHasExtent) {
      mention.extent.start.line = moved(last_.line, reader_.varint(), reader_);
      mention.extent.start.column = reader_.varint32();
      mention.extent.end.line = moved(last_.line, reader_.varint(), reader_);
      mention.extent.end.column = reader_.varint32();
    }
  }
  return reader_.ok();
}

void GroupsWriter::add(std::uint32_t symbol, std::string_view body) {
  put_varint(directory_, symbol - last_);
  put_varint(directory_, body.size());
  bodies_.append(body);
  last_ = symbol;
  ++count_;
}

std::string GroupsWriter::take() {
  std::string blob;
  if (count_ != 0) {
    put_varint(blob, directory_.size());
    blob += directory_;
    blob += bodies_;
  }
  directory_.clear();
  bodies_.clear();
  count_ = 0;
  last_ = 0;
  return blob;
}

GroupsReader::GroupsReader(Bytes blob) : directory_({}) {
  if (blob.empty()) return;
  ByteReader reader(blob);
  const Bytes directory = reader.bytes(reader.varint());
  ok_ = reader.ok();
  if (!ok_) return;
  directory_ = ByteReader(directory);
  bodies_ = reader.bytes(reader.remaining());
}

bool GroupsReader::next(Group& group) {
  if (directory_.at_end() || !ok_) return false;
  const std::uint32_t rise = directory_.varint32();
  const std::uint64_t length = directory_.varint();
  if (!directory_.ok() || rise > UINT32_MAX - last_ || length > bodies_.size()) {
    ok_ = false;
    return false;
  }
  last_ += rise;
  group.symbol = last_;
  group.body = bodies_.first(static_cast<std::size_t>(length));
  bodies_ = bodies_.subspan(static_cast<std::size_t>(length));
  return true;
}

}  // namespace cairn::store
