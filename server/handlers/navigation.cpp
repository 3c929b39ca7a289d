// textDocument/definition, declaration and typeDefinition: the open file's worker knows its
// own text and what it includes, the index knows the rest.
#include <algorithm>
#include <utility>

#include "core/query/file_symbols.h"
#include "server/answers/declared_type.h"
#include "server/answers/lexical_answers.h"
#include "server/answers/subject.h"
#include "server/answers/unit_places.h"
#include "server/handlers/ask.h"
#include "server/handlers/handlers.h"

namespace cairn::server {
namespace {

using Params = lsp::TextDocumentPositionParams;
using List = std::vector<model::Location>;
using SharedCall = std::shared_ptr<Call>;

struct Found {
  List list;
  bool is_stale = false;
  bool lacks_definition = false;  // only declarations are known
};

void reply(const SharedCall& call, const Found& found) {
  AnswerMark mark;
  if (found.lacks_definition) mark = call->server().project_mark();
  mark.is_stale = found.is_stale;
  call->reply(rpc::json_array(to_lsp(found.list)), mark);
}

bool has(const List& list, const model::Location& wanted) {
  return std::any_of(list.begin(), list.end(), [&](const model::Location& each) {
    return each.path == wanted.path && each.range.start == wanted.range.start;
  });
}

bool has_any(const List& list, const List& wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const model::Location& each) { return has(list, each); });
}

bool is_asked_at(const List& list, const Subject& subject) {
  return std::any_of(list.begin(), list.end(), [&](const model::Location& each) {
    return each.path == subject.path && each.range.start <= subject.asked && subject.asked <= each.range.end;
  });
}

bool is_about_type(const Subject& subject) {
  return std::any_of(subject.symbols.begin(), subject.symbols.end(),
                     [](const model::NamedSymbol& each) { return query::is_type_kind(each.kind); });
}

// From rows alone. Asked on what it would answer, it gives the other one: asking twice goes
// there and back, as with a worker.
Found from_rows(const ProjectView& view, const Subject& subject, bool wants_declaration) {
  Locator locator(view);
  const Locations definitions = definitions_of(locator, subject.usrs());
  const Locations declarations = declarations_of(locator, subject.usrs());
  Found found{{}, definitions.is_stale || declarations.is_stale, definitions.list.empty()};
  const bool declaration_first = wants_declaration && !is_about_type(subject);
  const List& first = declaration_first ? declarations.list : definitions.list;
  const List& second = declaration_first ? definitions.list : declarations.list;
  const bool takes_second = first.empty() || (is_asked_at(first, subject) && !second.empty());
  found.list = takes_second ? second : first;
  return found;
}

// What a worker found within its unit, and what the index knows beyond.
Found with_rows(const ProjectView& view, const Subject& subject, const List& unit) {
  Locator locator(view);
  const Locations definitions = definitions_of(locator, subject.usrs());
  Found found{unit, false, false};
  if (!unit.empty() && (has_any(definitions.list, unit) || is_asked_at(definitions.list, subject))) return found;
  const Locations declarations = declarations_of(locator, subject.usrs());
  const bool is_declaration = has_any(declarations.list, unit);
  if (definitions.list.empty()) {
    found.lacks_definition = unit.empty() || is_declaration;
    if (unit.empty()) found.list = declarations.list;
    return found;
  }
  if (unit.empty() || is_declaration) {
    found.list = definitions.list;
    found.is_stale = definitions.is_stale;
  }
  return found;
}

// A type that the unit only declares may be defined elsewhere.
Found behind_declarations(const ProjectView& view, const List& unit) {
  Locator locator(view);
  Found found;
  for (const model::Location& each : unit) {
    const Locations definitions = definitions_of(locator, usrs_declared_at(locator, each));
    found.is_stale = found.is_stale || definitions.is_stale;
    if (definitions.list.empty()) {
      found.list.push_back(each);
    } else {
      found.list.insert(found.list.end(), definitions.list.begin(), definitions.list.end());
    }
  }
  return found;
}

void answer_from_unit(const SharedCall& call, const Subject& subject, worker::JobKind kind, bool adds_rows) {
  Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  call->ask_worker<List>(**file, kind, worker::PositionRequest{subject.offset}, [=](const Result<List>& unit) {
    if (!unit) return call->fail(unit.error());
    if (!adds_rows || !subject.view || subject.usrs().empty()) return reply(call, {*unit, false, false});
    call->ask_store<Found>(
        QueryThreads::Lane::kQuick, *subject.view,
        [subject, list = *unit](const ProjectView& view, const std::stop_token&) {
          return with_rows(view, subject, list);
        },
        [call](const Found& found) { reply(call, found); });
  });
}

void answer_from_rows(const SharedCall& call, const Subject& subject, worker::JobKind kind) {
  const bool wants_declaration = kind == worker::JobKind::kDeclaration;
  call->ask_store<Found>(
      QueryThreads::Lane::kQuick, *subject.view,
      [subject, wants_declaration](const ProjectView& view, const std::stop_token&) {
        return from_rows(view, subject, wants_declaration);
      },
      [call, subject, kind](const Found& found) {
        // Built-ins are mentioned in rows and introduced by none.
        if (found.list.empty()) return answer_from_unit(call, subject, kind, false);
        reply(call, found);
      });
}

void serve_introductions(Server& server, const std::string& method, worker::JobKind kind) {
  serve<Params>(server, method, [kind](Server& s, const Params& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    const bool wants_declaration = kind == worker::JobKind::kDeclaration;
    const auto answer = [=](const Subject& subject) {
      if (!subject.included.empty()) return reply(call, {{{subject.included, {}}}, false, false});
      if (subject.is_from_rows) return answer_from_rows(call, subject, kind);
      // The first declaration stands in a header that the unit includes.
      answer_from_unit(call, subject, kind, !wants_declaration);
    };
    find_subject(call, params.text_document.uri, from_lsp(params.position), answer, [=](const Subject& subject) {
      introduce_lexically_if_late(call, subject.uri, subject.asked, wants_declaration);
    });
  });
}

void type_from_unit(const SharedCall& call, const Subject& subject) {
  Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!file) return call->fail(file.error());
  call->ask_worker<List>(
      **file, worker::JobKind::kTypeDefinition, worker::PositionRequest{subject.offset},
      [call, subject](const Result<List>& unit) {
        if (!unit) return call->fail(unit.error());
        if (!subject.view || unit->empty()) return reply(call, {*unit, false, false});
        call->ask_store<Found>(
            QueryThreads::Lane::kQuick, *subject.view,
            [list = *unit](const ProjectView& view, const std::stop_token&) { return behind_declarations(view, list); },
            [call](const Found& found) { reply(call, found); });
      });
}

Found introductions_of(Locator& locator, const Usrs& types) {
  const Locations definitions = definitions_of(locator, types);
  if (!definitions.list.empty()) return {definitions.list, definitions.is_stale, false};
  const Locations declarations = declarations_of(locator, types);
  return {declarations.list, declarations.is_stale, true};
}

// The types that the declarations of what is asked about spell.
void type_from_rows(const SharedCall& call, const Subject& subject) {
  call->ask_store<Found>(
      QueryThreads::Lane::kQuick, *subject.view,
      [subject](const ProjectView& view, const std::stop_token&) {
        Locator locator(view);
        Usrs types;
        for (const std::string& usr : subject.usrs()) {
          const Usrs more = declared_type_of(locator, usr);
          types.insert(types.end(), more.begin(), more.end());
        }
        return types.empty() ? Found() : introductions_of(locator, types);
      },
      [call, subject](const Found& found) {
        // What is deduced or built in, only clang knows.
        if (found.list.empty()) return type_from_unit(call, subject);
        reply(call, found);
      });
}

// Of a local name, while nobody has parsed the text that rows are about: a guess, if there is one.
void guess_local_type(const SharedCall& call, const Subject& subject) {
  const Result<OpenFile*> file = call->server().documents().find(subject.uri);
  if (!subject.view || !subject.has_fresh_rows || !file || (*file)->session->has_parse()) return;
  call->ask_store<Found>(
      QueryThreads::Lane::kQuick, *subject.view,
      [subject](const ProjectView& view, const std::stop_token&) {
        Locator locator(view);
        const Usrs types = declared_type_near(locator, subject.path, subject.word, subject.offset);
        return types.empty() ? Found() : introductions_of(locator, types);
      },
      [call](const Found& found) {
        if (found.list.empty()) return;
        AnswerMark mark;
        mark.source = AnswerSource::kMixed;
        mark.is_stale = found.is_stale;
        mark.cut("the file is not parsed yet; blocks were not told apart");
        call->reply(rpc::json_array(to_lsp(found.list)), mark);
      });
}

void serve_type_definition(Server& server) {
  serve<Params>(server, "textDocument/typeDefinition", [](Server& s, const Params& params, rpc::Responder responder) {
    const auto call = Call::make(s, std::move(responder));
    const auto answer = [call](const Subject& subject) {
      if (!subject.is_from_rows) return type_from_unit(call, subject);
      if (is_about_type(subject)) return answer_from_rows(call, subject, worker::JobKind::kTypeDefinition);
      type_from_rows(call, subject);
    };
    find_subject(call, params.text_document.uri, from_lsp(params.position), answer,
                 [call](const Subject& subject) { guess_local_type(call, subject); });
  });
}

}  // namespace

void register_navigation(Server& server) {
  serve_introductions(server, "textDocument/definition", worker::JobKind::kDefinition);
  serve_introductions(server, "textDocument/declaration", worker::JobKind::kDeclaration);
  serve_type_definition(server);
}

}  // namespace cairn::server
