// From one of clang's completion results to an item for editors.
#pragma once

#include <optional>
#include <string_view>

#include "core/clang/completion_point.h"
#include "core/clang/completion_run.h"
#include "core/model/completion.h"

namespace cairn::clang {

// Everything but documentation and changes. None for patterns that are no use in a
// list of names, such as a whole lambda.
std::optional<model::CompletionItem> make_item(CXCursorKind kind, CXCompletionString string,
                                               const CompletionPoint& point);

// `item` as the rest of the file name of an #include; `behind` is the text after the
// cursor.
void finish_include(model::CompletionItem& item, std::string_view behind);

// What clang keeps of the result's comment: its first paragraph, as one line.
std::string brief_comment(CXCompletionString string);

}  // namespace cairn::clang
