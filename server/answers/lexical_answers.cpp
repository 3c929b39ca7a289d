#include "server/answers/lexical_answers.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "core/index/lexical_index.h"
#include "core/query/file_symbols.h"
#include "core/query/stored_symbols.h"
#include "core/text/source_tokens.h"
#include "platform/base/hash.h"
#include "platform/fs/path.h"
#include "server/answers/locator.h"
#include "server/answers/outline.h"
#include "server/convert/answers.h"
#include "server/session/server.h"

namespace cairn::server {
namespace {

// After an edit: long enough for the parse of most files, short enough for a person who waits.
constexpr std::chrono::milliseconds kLexicalDelay{1000};
constexpr std::size_t kMaxCandidates = 2000;

struct Name {
  std::string_view word;
  std::string_view qualifiers;  // "ns::Class::", as written before the word
};

Name name_at(std::string_view text, std::uint64_t offset) {
  std::size_t begin = std::min<std::size_t>(offset, text.size());
  std::size_t end = begin;
  while (begin > 0 && text::is_source_word_byte(text[begin - 1])) --begin;
  while (end < text.size() && text::is_source_word_byte(text[end])) ++end;
  std::size_t first = begin;
  while (first >= 2 && text.substr(first - 2, 2) == "::") {
    std::size_t word = first - 2;
    while (word > 0 && text::is_source_word_byte(text[word - 1])) --word;
    if (word == first - 2) break;
    first = word;
  }
  return {text.substr(begin, end - begin), text.substr(first, begin - first)};
}

std::size_t common_folders(std::string_view a, std::string_view b) {
  std::size_t folders = 0;
  for (std::size_t i = 0; i < a.size() && i < b.size() && a[i] == b[i]; ++i) folders += a[i] == '/' ? 1 : 0;
  return folders;
}

// Calls `work` beside the loop and answers with what it finds, unless somebody else did;
// `work` gives null where it finds nothing.
void answer_lexically(const std::shared_ptr<Call>& call, const ProjectView& view,
                      const std::function<rpc::Json(const ProjectView&)>& work) {
  call->ask_store<rpc::Json>(
      QueryThreads::Lane::kQuick, view,
      [work](const ProjectView& shared, const std::stop_token&) { return work(shared); },
      [call](rpc::Json found) {
        if (found.is_null()) return;
        AnswerMark mark;
        mark.source = AnswerSource::kLexical;
        mark.cut("the file is not parsed yet; this is what names alone tell");
        call->reply(std::move(found), mark);
      });
}

// The same after the delay, or at once.
void answer_if_late(const std::shared_ptr<Call>& call, std::chrono::milliseconds delay, const ProjectView& view,
                    const std::function<rpc::Json(const ProjectView&)>& work) {
  if (delay.count() == 0) return answer_lexically(call, view, work);
  call->do_later(delay, [weak = std::weak_ptr<Call>(call), view, work] {
    if (const auto late = weak.lock()) answer_lexically(late, view, work);
  });
}

// What the answer would be made from; none if there will soon be a better one.
struct Unparsed {
  ProjectView view;
  std::chrono::milliseconds delay;
  std::string path;
  std::shared_ptr<const std::string> text;
};
std::optional<Unparsed> unparsed(const std::shared_ptr<Call>& call, OpenFile& file) {
  if (file.session->has_current_parse()) return std::nullopt;
  auto view = call->server().project_view();
  if (!view) return std::nullopt;
  // A first parse may take seconds, the next ones do not.
  const std::chrono::milliseconds at_first(call->server().settings().index.lexical_delay_ms.value_or(0));
  return Unparsed{*std::move(view), file.session->has_parse() ? kLexicalDelay : at_first, file.document.path,
                  file.document.snapshot()};
}

}  // namespace

std::vector<model::Location> lexical_introductions(const ProjectView& view, const std::string& path,
                                                   std::string_view text, std::uint64_t offset,
                                                   bool wants_declaration) {
  const Name name = name_at(text, offset);
  if (name.word.empty()) return {};
  query::StoredSymbols found = query::find_exactly(*view.snapshot, index::kLexicalLayer, name.word, kMaxCandidates);
  const std::string own = view.store_path(path);
  const auto rank = [&](const query::StoredSymbol& each) {
    const bool is_qualified = !name.qualifiers.empty() && std::string_view(each.scope).ends_with(name.qualifiers);
    return std::tuple(!is_qualified, each.is_definition == wants_declaration, each.path != own,
                      ~common_folders(each.path, own));
  };
  std::stable_sort(found.symbols.begin(), found.symbols.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  // With a qualifier that is known, others are others.
  if (!found.symbols.empty() && !std::get<0>(rank(found.symbols.front()))) {
    std::erase_if(found.symbols, [&](const auto& each) { return std::get<0>(rank(each)); });
  }
  if (found.symbols.size() > kMaxLexicalPlaces) found.symbols.resize(kMaxLexicalPlaces);
  Locator locator(view);
  std::vector<model::Location> places;
  for (const query::StoredSymbol& each : found.symbols) {
    bool is_stale = false;
    const query::Place place{each.name_range, {}, model::kDeclares};
    if (const auto located = locator.locate(each.path, each.text, place, each.name, is_stale)) {
      places.push_back({fs::join_path(view.root, each.path), located->range});
    }
  }
  return places;
}

std::vector<model::DocumentSymbol> lexical_outline(const ProjectView& view, const std::string& path,
                                                   std::string_view text) {
  const auto found = view.snapshot->find_file(index::kLexicalLayer, view.store_path(path));
  if (!found) return {};
  const query::Variant rows{found->part, found->file, found->part->segment->file_record(found->file)};
  if (rows.record.content_hash != base::hash64(text)) return {};
  return outline_in_client_units(query::outline_of(std::span(&rows, 1)), text, view.encoding);
}

void introduce_lexically_if_late(const std::shared_ptr<Call>& call, const std::string& uri, text::Position position,
                                 bool wants_declaration) {
  OpenDocuments& documents = call->server().documents();
  const auto file = documents.find(uri);
  if (!file) return;
  const auto offset = documents.offset_at(**file, position);
  auto from = unparsed(call, **file);
  if (!offset || !from) return;
  answer_if_late(call, from->delay, from->view,
                 [path = from->path, text = from->text, at = *offset, wants_declaration](const ProjectView& view) {
                   const auto places = lexical_introductions(view, path, *text, at, wants_declaration);
                   return places.empty() ? rpc::Json() : rpc::json_array(to_lsp(places));
                 });
}

void outline_lexically_if_late(const std::shared_ptr<Call>& call, const std::string& uri) {
  const auto file = call->server().documents().find(uri);
  if (!file) return;
  const auto from = unparsed(call, **file);
  if (!from) return;
  const bool tree = call->server().client().hierarchical_document_symbol_support;
  answer_if_late(call, from->delay, from->view,
                 [path = from->path, text = from->text, uri, tree](const ProjectView& view) {
                   const auto outline = lexical_outline(view, path, *text);
                   return outline.empty() ? rpc::Json() : outline_to_json(outline, uri, tree);
                 });
}

}  // namespace cairn::server
