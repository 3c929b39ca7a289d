#include "server/answers/subject.h"

#include <algorithm>
#include <utility>

#include "core/query/file_symbols.h"
#include "core/text/source_tokens.h"
#include "platform/base/hash.h"
#include "platform/fs/file.h"
#include "platform/fs/path.h"
#include "server/session/server.h"

namespace cairn::server {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{64} << 20;

text::Range in_client_units(const text::TextBuffer& text, const text::Range& bytes, base::TextEncoding encoding) {
  const auto convert = [&](const text::Position& position) {
    const auto offset = text.offset_at(position, base::TextEncoding::kUtf8);
    return offset ? text.position_at(*offset, encoding) : position;
  };
  return {convert(bytes.start), convert(bytes.end)};
}

// Whether rows say what is meant.
bool look_into_rows(const ProjectView& view, const std::vector<query::Variant>& rows, const text::TextBuffer& text,
                    Subject& subject) {
  const text::Position position = text.position_at(subject.offset, base::TextEncoding::kUtf8);
  if (std::string path = query::included_at(rows, position.line); !path.empty()) {
    subject.included = fs::join_path(view.root, path);
    return true;
  }
  for (const query::SymbolAt& each : query::symbols_at(rows, position, subject.word)) {
    subject.symbols.push_back({each.symbol.usr, each.symbol.name, each.symbol.kind, false});
    subject.range = in_client_units(text, each.place.range, view.encoding);
  }
  return !subject.symbols.empty();
}

}  // namespace

std::string word_around(std::string_view text, std::uint64_t offset) {
  std::size_t begin = std::min<std::size_t>(offset, text.size());
  std::size_t end = begin;
  while (begin > 0 && text::is_source_word_byte(text[begin - 1])) --begin;
  while (end < text.size() && text::is_source_word_byte(text[end])) ++end;
  return std::string(text.substr(begin, end - begin));
}

Usrs Subject::usrs() const {
  Usrs all;
  for (const model::NamedSymbol& each : symbols) {
    if (!each.usr.empty() && !each.is_local) all.push_back(each.usr);
  }
  return all;
}

bool Subject::is_local() const {
  return !symbols.empty() &&
         std::all_of(symbols.begin(), symbols.end(), [](const model::NamedSymbol& each) { return each.is_local; });
}

std::vector<query::Variant> fresh_rows(const ProjectView& view, const Document& document) {
  const std::string path = view.store_path(document.path);
  const std::string& text = document.buffer.text();
  std::vector<query::Variant> rows = query::current_variants(*view.snapshot, path, base::hash64(text));
  if (!rows.empty() || !view.is_index_fresh) return rows;
  // The saved text's rows are right, though they may have been made from an older text.
  rows = query::variants_of(*view.snapshot, path);
  if (rows.empty()) return rows;
  const auto saved = fs::read_file(document.path, kMaxTextBytes);
  if (!saved || *saved != text) rows.clear();
  return rows;
}

namespace {

// The subject as far as it is known without the worker; none: the call has failed.
std::optional<Subject> look(const std::shared_ptr<Call>& call, const OpenFile& file, const std::string& uri,
                            text::Position position) {
  Server& server = call->server();
  const Result<std::uint64_t> offset = server.documents().offset_at(file, position);
  if (!offset) {
    call->fail(offset.error());
    return std::nullopt;
  }
  const Document& document = file.document;
  Subject subject;
  subject.uri = uri;
  subject.path = document.path;
  subject.asked = position;
  subject.offset = *offset;
  subject.word = word_around(document.buffer.text(), *offset);
  subject.view = server.project_view();
  if (!subject.view) return subject;
  const std::vector<query::Variant> rows = fresh_rows(*subject.view, document);
  subject.has_fresh_rows = !rows.empty();
  if (!rows.empty() && !file.session->has_current_parse()) {
    subject.is_from_rows = look_into_rows(*subject.view, rows, document.buffer, subject);
  }
  return subject;
}

}  // namespace

Subject renewed(Server& server, Subject subject) {
  subject.view = server.project_view();
  const Result<OpenFile*> file = server.documents().find(subject.uri);
  subject.has_fresh_rows = file && subject.view && !fresh_rows(*subject.view, (*file)->document).empty();
  return subject;
}

void find_subject(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                  std::function<void(Subject)> then, const std::function<void(const Subject&)>& before_worker) {
  if (IndexHost& index = call->server().index(); index.is_opening()) {
    return index.when_open([=] { find_subject(call, uri, position, then, before_worker); });
  }
  const Result<OpenFile*> file = call->server().documents().find(uri);
  if (!file) return call->fail(file.error());
  std::optional<Subject> subject = look(call, **file, uri, position);
  if (!subject) return;
  if (subject->is_from_rows) return then(*std::move(subject));
  if (before_worker) before_worker(*subject);
  const worker::PositionRequest request{subject->offset};
  call->ask_worker<std::vector<model::NamedSymbol>>(**file, worker::JobKind::kSymbolsAt, request,
                                                    [call, subject = *std::move(subject), then = std::move(then)](
                                                        Result<std::vector<model::NamedSymbol>> symbols) mutable {
                                                      // The file is being closed: there is nobody to ask any more.
                                                      if (!symbols && symbols.error().code == ErrorCode::kCancelled)
                                                        return call->fail(symbols.error());
                                                      if (symbols) subject.symbols = *std::move(symbols);
                                                      then(std::move(subject));
                                                    });
}

void answer_before_parse(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                         const std::function<void(const Subject&, const Document&)>& from_rows,
                         const std::function<void(OpenFile&, std::uint64_t offset)>& from_worker) {
  if (IndexHost& index = call->server().index(); index.is_opening()) {
    return index.when_open([=] { answer_before_parse(call, uri, position, from_rows, from_worker); });
  }
  const Result<OpenFile*> file = call->server().documents().find(uri);
  if (!file) return call->fail(file.error());
  const std::optional<Subject> subject = look(call, **file, uri, position);
  if (!subject) return;
  if (subject->is_from_rows && !subject->symbols.empty()) return from_rows(*subject, (*file)->document);
  from_worker(**file, subject->offset);
}

}  // namespace cairn::server
