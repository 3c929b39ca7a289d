// Random ways to put a name together with ##: wherever it comes out, its file has to be found.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/query/spelling_files.h"
#include "tests/unit/core/query/scanned_store.h"

namespace cairn::query {
namespace {

using Parts = std::vector<std::string>;

std::string joined(const Parts& parts) {
  std::string name;
  for (const std::string& part : parts) name += part;
  return name;
}

// Makes macros, in headers, and text of a source that has the name once everything is expanded.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  Parts parts() {
    static const Parts kWords = {"on", "Mouse", "Down", "get", "_x", "Key", "a", "visit", "Node", "lo", "12", "for"};
    Parts parts = {std::string("q") + kWords[below(10)]};  // no number in front
    for (std::size_t count = 1 + below(3); count > 0; --count) parts.push_back(kWords[below(kWords.size())]);
    return parts;
  }

  // An expression that is the name of these parts after expansion. The arguments of CAT are expanded first, those of
  // others are joined as they stand.
  std::string expression(const Parts& parts) {
    if (parts.size() == 1) return below(3) == 0 && !is_number(parts[0]) ? object(parts[0]) : parts[0];
    switch (below(5)) {
      case 0:
        return joining(parts);
      case 1:
        return with_fixed_part(parts);
      case 2: {
        const std::string inner = with_fixed_part(parts);
        const std::string name = fresh("OUTER");
        define(name + "(unused) " + inner);
        return name + "(0)";
      }
      case 3:
        return passed_on(parts);
      default: {
        const std::size_t split = 1 + below(parts.size() - 1);
        const Parts left(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(split));
        const Parts right(parts.begin() + static_cast<std::ptrdiff_t>(split), parts.end());
        const std::string raw = fresh("CAT_");
        define(raw + "(a, b) a##b");
        const std::string cat = fresh("CAT");
        define(cat + "(a, b) " + raw + "(a, b)");
        return cat + "(" + expression(left) + ", " + expression(right) + ")";
      }
    }
  }

  // Text of a source; the name may come out of a list of others.
  std::string source(const Parts& parts) {
    if (parts.size() < 2 || below(4) != 0) return "int " + expression(parts) + ";\n";
    const std::string list = fresh("LIST");
    define(list + "(X) X(other) X(" + parts.back() + ")");
    const std::string front = joined(Parts(parts.begin(), parts.end() - 1));
    const std::string make = fresh("MAKE");
    return "#define " + make + "(x) int " + front + "##x;\n" + list + "(" + make + ")\n";
  }

  // By path; the last includes all others, and each of them some before it.
  std::map<std::string, std::string> headers() const {
    std::map<std::string, std::string> files;
    std::string all;
    for (std::size_t i = 0; i < kHeaders; ++i) {
      const std::string path = "m" + std::to_string(i) + ".h";
      files[path] = "#pragma once\n" + all + defined_[i];
      all += "#include \"" + path + "\"\n";
    }
    return files;
  }

 private:
  static constexpr std::size_t kHeaders = 3;

  static bool is_number(const std::string& part) { return part[0] >= '0' && part[0] <= '9'; }
  std::string fresh(const std::string& stem) { return stem + std::to_string(next_++) + "Z"; }
  void define(const std::string& text) { defined_[below(kHeaders)] += "#define " + text + "\n"; }

  std::string object(const std::string& part) {
    const std::string name = fresh("WORD");
    define(name + " " + part);
    return name;
  }
  std::string joining(const Parts& parts) {
    const std::string name = fresh("JOIN");
    std::string parameters;
    std::string body;
    std::string arguments;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string parameter = "p" + std::to_string(i);
      parameters += (i == 0 ? "" : ", ") + parameter;
      body += (i == 0 ? "" : " ## ") + parameter;
      arguments += (i == 0 ? "" : ", ") + parts[i];
    }
    define(name + "(" + parameters + ") " + body);
    return name + "(" + arguments + ")";
  }
  std::string with_fixed_part(const Parts& parts) {
    const std::string name = fresh("FIXED");
    const std::size_t open = below(parts.size());
    std::string body;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      body += (i == 0 ? "" : "##") + (i == open ? std::string("x") : parts[i]);
    }
    define(name + "(x) " + body);
    return name + "(" + parts[open] + ")";
  }
  std::string passed_on(const Parts& parts) {
    const std::string inner = fresh("INNER");
    const Parts rest(parts.begin() + 1, parts.end());
    define(inner + "(y) " + parts[0] + "##y");
    const std::string outer = fresh("PASS");
    define(outer + "(z) " + inner + "(z)");
    return outer + "(" + joined(rest) + ")";
  }

  std::mt19937 random_;
  unsigned next_ = 0;
  std::string defined_[kHeaders];
};

}  // namespace

TEST_CASE("a file in which ## makes a name in a random way is found", "[query][property]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    Maker maker(seed);
    const Parts parts = maker.parts();
    const std::string name = joined(parts);
    const std::string source = "#include \"m0.h\"\n#include \"m1.h\"\n#include \"m2.h\"\n" + maker.source(parts);
    test::ScannedStore store;
    std::string shown = source;
    for (const auto& [path, text] : maker.headers()) {
      store.add(path, text);
      shown.append("\n-- ").append(path).append("\n").append(text);
    }
    store.add("user.cpp", source);
    store.add("other.cpp", "#include \"m2.h\"\nint unrelated;\n");
    INFO("seed " << seed << ", name " << name << "\n" << shown);
    const IncludeMap map(store.snapshot(), index::kLexicalLayer);
    SpellingScope scope;
    scope.units = {*map.find("user.cpp"), *map.find("other.cpp")};
    scope.everywhere.assign(map.size(), false);
    const SpellingFiles found = files_spelling(store.snapshot(), index::kLexicalLayer, map, scope, {name}, {});
    CHECK(found.is_whole);
    const bool has_user = std::any_of(found.files.begin(), found.files.end(), [&](const SpellingFile& each) {
      if (map.path(each.file) == "user.cpp") return true;
      // Or a header of it, in that unit.
      return each.is_direct ||
             std::find(each.only_in.begin(), each.only_in.end(), scope.units[0]) != each.only_in.end();
    });
    CHECK(has_user);
  }
}

}  // namespace cairn::query
