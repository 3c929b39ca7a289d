#include <algorithm>
#include <utility>

#include "core/clang/questions.h"
#include "core/clang/subject.h"

namespace cairn::clang {
namespace {

// The operand of the #include at `offset`, with its quotes: what a link stands on.
std::pair<std::uint32_t, std::uint32_t> operand_of(std::string_view text, std::uint32_t offset) {
  const auto skip_blanks = [&](std::size_t at) { return std::min(text.find_first_not_of(" \t", at), text.size()); };
  const std::size_t word = skip_blanks(offset + 1);  // behind the '#'
  const std::size_t begin = skip_blanks(name_end(text, static_cast<std::uint32_t>(word)));
  const char open = begin < text.size() ? text[begin] : ' ';
  std::size_t end = name_end(text, static_cast<std::uint32_t>(begin));  // a macro
  if (open == '"' || open == '<') {
    end = text.find_first_of(open == '<' ? ">\r\n" : "\"\r\n", begin + 1);
    end = end == std::string_view::npos ? text.size() : end + 1;
  }
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

std::vector<model::DocumentLink> find_links(SourceMap& sources) {
  struct Context {
    SourceMap& sources;
    std::vector<model::DocumentLink> links;
  } context{sources, {}};
  const CXCursorAndRangeVisitor visitor{&context, [](void* data, CXCursor cursor, CXSourceRange) {
                                          auto& [map, links] = *static_cast<Context*>(data);
                                          CXFile file = clang_getIncludedFile(cursor);
                                          const auto at = map.place(clang_getCursorLocation(cursor));
                                          if (!file || !at || !map.is_main(at->file)) return CXVisit_Continue;
                                          const auto [begin, end] = operand_of(map.text(at->file), at->offset);
                                          if (begin == end) return CXVisit_Continue;
                                          links.push_back({map.range(at->file, begin, end), map.path(file)});
                                          return CXVisit_Continue;
                                        }};
  clang_findIncludesInFile(sources.unit(), sources.main_file(), visitor);
  const auto before = [](const auto& a, const auto& b) { return a.range < b.range; };
  const auto same = [](const auto& a, const auto& b) { return a.range == b.range; };
  std::sort(context.links.begin(), context.links.end(), before);
  context.links.erase(std::unique(context.links.begin(), context.links.end(), same), context.links.end());
  return std::move(context.links);
}

}  // namespace cairn::clang
