#include "tests/process/change_trees.h"

namespace cairn::test {
namespace {

const char* const kLibrary = R"(#pragma once
#ifndef LIMIT
#define LIMIT 8
#endif
#define SCALE(x) ((x) * 2)
namespace lib {
struct Point {
  int x;
  int y;
  int sum() const {
    return x + y;
  }
};
enum Flag { kNone, kSome };
int f(int value);
int g(int value);
inline int plain(int value) { return value + 1; }
constexpr int fixed(int value) { return value * 2; }
inline auto deduced(int value) { return value; }
inline int user(int value) {
  const int first = f(value);
  return plain(first);
}
template <class T>
T generic(T value) {
  return value;
}
}  // namespace lib
)";

}  // namespace

ProjectState c_tree() {
  ProjectState state;
  state.files["include/config.h"] = R"(#ifndef CONFIG_H
#define CONFIG_H
/* Sizes of the library. */
#define LIST_LIMIT 16
#define MAP_BUCKETS (LIST_LIMIT * 2)
#ifdef WITH_TRACE
#define TRACE(what) trace_event(what)
void trace_event(const char *what);
#else
#define TRACE(what) ((void)0)
#endif
typedef unsigned long size_type;
#endif
)";
  state.files["include/list.h"] = R"(#ifndef LIST_H
#define LIST_H
#include "config.h"

struct node {
  struct node *next;
  int value;
};

struct list {
  struct node nodes[LIST_LIMIT];
  struct node *first;
  size_type count;
};

void list_init(struct list *list);
int list_push(struct list *list, int value);

/* Walks along all nodes. */
static inline int list_sum(const struct list *list) {
  int sum = 0;
  for (const struct node *each = list->first; each; each = each->next) {
    sum += each->value;
  }
  return sum;
}

static inline int list_is_full(const struct list *list) {
  return list->count == LIST_LIMIT;  // no more room
}
#endif
)";
  state.files["include/map.h"] = R"(#pragma once
#include "list.h"

enum map_state { MAP_EMPTY, MAP_USED = 4, MAP_FULL };

struct map {
  struct list buckets[MAP_BUCKETS];
  enum map_state state;
};

typedef int (*map_visitor)(int key, void *context);

void map_init(struct map *map);
int map_put(struct map *map, int key);
int map_visit(const struct map *map, map_visitor visitor, void *context);
)";
  state.files["src/list.c"] = R"(#include "list.h"

void list_init(struct list *list) {
  list->first = 0;
  list->count = 0;
}

int list_push(struct list *list, int value) {
  struct node *place;
  if (list_is_full(list)) return -1;
  place = &list->nodes[list->count++];
  place->value = value;
  place->next = list->first;
  list->first = place;
  TRACE("push");
  return (int)list->count;
}
)";
  state.files["src/map.c"] = R"(#include "map.h"

static unsigned hash_of(int key) { return (unsigned)key * 2654435761u; }

void map_init(struct map *map) {
  for (int i = 0; i < MAP_BUCKETS; ++i) list_init(&map->buckets[i]);
  map->state = MAP_EMPTY;
}

int map_put(struct map *map, int key) {
  struct list *bucket = &map->buckets[hash_of(key) % MAP_BUCKETS];
  map->state = list_is_full(bucket) ? MAP_FULL : MAP_USED;
  TRACE("put");
  return list_push(bucket, key);
}

int map_visit(const struct map *map, map_visitor visitor, void *context) {
  int sum = 0;
  for (int i = 0; i < MAP_BUCKETS; ++i) {
    if (list_sum(&map->buckets[i]) != 0) sum += visitor(i, context);
  }
  return sum;
}
)";
  state.files["src/main.c"] = R"(#include "map.h"
#include "config.h"

static int count(int key, void *context) {
  *(int *)context += key;
  return 1;
}

int main(void) {
  static struct map map;
  int total = 0;
  map_init(&map);
  for (int i = 0; i < 3 * LIST_LIMIT; ++i) map_put(&map, i);
  return map_visit(&map, count, &total) + total;
}
)";
  state.units["src/list.c"] = {"-Iinclude"};
  state.units["src/map.c"] = {"-Iinclude", "-DWITH_TRACE"};
  state.units["src/main.c"] = {"-Iinclude", "-std=c11"};
  return state;
}

ProjectState cpp_tree() {
  ProjectState state;
  state.files["base.h"] = R"(#pragma once
namespace geo {

// What all shapes have.
class Shape {
 public:
  explicit Shape(int id = 0) : id_(id) {}
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual int corners() const { return 0; }
  int id() const { return id_; }
  friend bool operator==(const Shape& a, const Shape& b) { return a.id_ == b.id_; }

 protected:
  int id_;
};

int pick(int value);
int pick(double value);
inline int pick(const char* text) { return text ? text[0] : 0; }

constexpr int kUnits = 4;
constexpr int doubled(int value) { return value * 2; }

}  // namespace geo
)";
  state.files["algo.h"] = R"(#pragma once
#include "base.h"

#define GEO_MAX(a, b) ((a) > (b) ? (a) : (b))
#define GEO_NAME(x) geo_##x

namespace geo {

template <class T>
auto larger(const T& a, const T& b) {
  return GEO_MAX(a, b);
}

template <class T, int N = doubled(kUnits)>
struct Row {
  T items[N];
  static constexpr int size() { return N; }
  T& operator[](int index) { return items[index]; }
  template <class F>
  void each(F visit) {
    for (auto& item : items) visit(item);
  }
};

template <>
struct Row<char, 1> {
  char only;
};

inline auto middle(int low, int high = 10) { return low + (high - low) / 2; }

template <class T>
int total(T first) { return pick(first); }
template <class T, class... Rest>
int total(T first, Rest... rest) { return pick(first) + total(rest...); }

enum class Colour { red, green = doubled(3), blue };
using Palette = Row<Colour, 3>;

}  // namespace geo
)";
  state.files["shapes.h"] = R"(#pragma once
#include "algo.h"

namespace geo {

class Square : public Shape {
 public:
  explicit Square(double side) : Shape(1), side_(side) {}
  double area() const override { return side_ * side_; }
  int corners() const override { return 4; }

 private:
  double side_;
};

class Circle final : public Shape {
 public:
  Circle(double radius) : radius_(radius) {}
  double area() const override;
  operator double() const { return radius_; }

 private:
  double radius_ = 1;
};

}  // namespace geo
)";
  state.files["pick.cpp"] = R"(#include "algo.h"

namespace geo {
int pick(int value) { return value; }
int pick(double value) { return static_cast<int>(value) + middle(1); }
static int GEO_NAME(helper)(int a) { return larger(a, kUnits); }
int use_helper() { return geo_helper(3); }
}  // namespace geo
)";
  state.files["shapes.cpp"] = R"(#include "shapes.h"

namespace geo {

double Circle::area() const {
  constexpr double pi = 3.14;
  return pi * radius_ * radius_;
}

bool same(const Shape& a, const Shape& b) { return a == b && pick(a.area()) == pick(b.area()); }

}  // namespace geo
)";
  state.files["main.cpp"] = R"(#include "shapes.h"

using namespace geo;

static Row<int> numbers;

int main() {
  Square square(2);
  Circle circle = 3.0;
  auto sum = larger(square.area(), circle.area());
  numbers.each([&](int& each) { each = pick(sum); });
  const auto picked = total(1, 2.0, "three");
  const auto scaled = circle * 2;
  return numbers[0] + picked + middle(numbers.size()) + static_cast<int>(scaled) + static_cast<int>(Colour::green);
}
)";
  for (const char* unit : {"pick.cpp", "shapes.cpp", "main.cpp"}) state.units[unit] = {"-std=c++20"};
  return state;
}

ProjectState include_tree() {
  ProjectState state;
  state.files["items.def"] = R"(ITEM(apple, 1)
ITEM(pear, 2)
ITEM(plum, COUNT)
)";
  state.files["near/common.h"] = R"(#pragma once
#define COUNT 3
inline int common() { return COUNT; }
)";
  state.files["far/common.h"] = R"(#pragma once
#define COUNT 30
inline long common(int scale = 1) { return COUNT * scale; }
)";
  state.files["far/extra.h"] = R"(#ifndef EXTRA_H
#define EXTRA_H
struct Extra { int width; };
inline int extra_width(const Extra& extra) { return extra.width; }
#endif
)";
  state.files["items.h"] = R"(#pragma once
#include "common.h"
enum Item {
#define ITEM(name, value) item_##name = value,
#include "items.def"
#undef ITEM
};
#if __has_include("optional.h")
#include "optional.h"
#else
inline int optional() { return 0; }
#endif
)";
  state.files["one.cpp"] = R"(#include "items.h"
#include <extra.h>
static const char* names[] = {
#define ITEM(name, value) #name,
#include "items.def"
#undef ITEM
};
int one() { Extra extra{item_pear}; return names[item_apple][0] + optional() + extra_width(extra); }
)";
  state.files["two.cpp"] = R"(#include "items.h"
#ifdef LARGE
int two(long value = common()) { return item_plum + static_cast<int>(value); }
#else
int two(int value) { return item_plum + value; }
#endif
)";
  state.files["sub/three.cpp"] = R"(#include "../items.h"
#include "missing.h"
int three() { return common() + item_pear; }
)";
  state.units["one.cpp"] = {"-std=c++17", "-Inear", "-Ifar"};
  state.units["two.cpp"] = {"-std=c++17", "-Ifar", "-Inear"};
  state.units["sub/three.cpp"] = {"-std=c++17", "-Inear", "-DLARGE"};
  return state;
}

ProjectState library_tree() {
  ProjectState state;
  state.files["lib.h"] = kLibrary;
  state.files["a.cpp"] = "#include \"lib.h\"\nint a() { return 1; }\n";
  state.files["b.cpp"] =
      "#include \"lib.h\"\nnamespace { int helper(int value) { return value; } }\nint b() { return helper(2); }\n";
  state.files["c.cpp"] = "#include \"lib.h\"\nint c() { return lib::f(1); }\n";
  state.files["d.cpp"] = "#include \"lib.h\"\nint d[LIMIT];\nint d2() { return SCALE(2) + lib::fixed(3); }\n";
  state.files["e.cpp"] =
      "#include \"lib.h\"\nlib::Point point;\nauto e() { return lib::deduced(point.sum()) + lib::kSome; }\n";
  for (const char* unit : {"a.cpp", "b.cpp", "c.cpp", "d.cpp", "e.cpp"}) state.units[unit] = {"-std=c++20"};
  return state;
}

const std::vector<std::pair<std::string, std::string>>& apt_edits() {
  static const std::vector<std::pair<std::string, std::string>> edits = {
      // Bodies.
      {"return value + 1;", "const int twice = 2 * value;\n  return twice + 1;"},
      {"return x + y;", "return y - x;"},
      {"const int first = f(value);", "const int first = g(value) + f(1);"},
      {"sum += each->value;", "sum += each->value + LIST_LIMIT;"},
      {"return list->count == LIST_LIMIT;", "return list->count >= LIST_LIMIT;"},
      {"int id() const { return id_; }", "int id() const { return id_ + pick(id_); }"},
      {"return extra.width;", "return extra.width + 1;"},
      {"return text ? text[0] : 0;", "return text ? pick(text[0]) : kUnits;"},
      {"virtual int corners() const { return 0; }", "virtual int corners() const { return doubled(0); }"},
      // What others see of bodies.
      {"return value * 2;", "return value * 3;"},
      {"return low + (high - low) / 2;", "return low + (high - low) / 2L;"},
      {"deduced(int value) { return value;", "deduced(int value) { return 1L * value;"},
      {"inline int plain(int value)", "constexpr int plain(int value)"},
      {"inline int user(int value)", "inline auto user(int value)"},
      // Declarations.
      {"int f(int value);\n", "int f(int value);\nlong f(long value);\n"},
      {"int f(int value);\n", "int f(int value, int more = 1);\n"},
      {"int g(int value);\n", "long g(int value);\n"},
      {"int g(int value);\n", "int g(int value);\nint helper(long value);\n"},
      {"int g(int value);\n", "int g(int value);\nconst int answer = 42;\nusing Number = long;\n"},
      {"int pick(double value);\n", "int pick(double value);\nint pick(long value);\n"},
      {"int pick(int value);\n",
       "int pick(int value);\nint late(int value);\ninline int later() { return late(1); }\n"},
      {"int list_push(struct list *list, int value);\n",
       "int list_push(struct list *list, int value);\nint list_pop(struct list *list);\n"},
      {"void map_init(struct map *map);\n", "int map_init(struct map *map);\n"},
      {"constexpr int kUnits = 4;", "constexpr long kUnits = 5;"},
      {"inline int common() { return COUNT; }", "inline long common(int scale = 2) { return COUNT * scale; }"},
      {"enum Flag { kNone, kSome };", "enum Flag { kNone, kMore, kSome };"},
      {"enum map_state { MAP_EMPTY,", "enum map_state { MAP_EMPTY, MAP_HALF,"},
      {"typedef unsigned long size_type;", "typedef unsigned size_type;"},
      // Macros.
      {"#define LIMIT 8", "#define LIMIT 9"},
      {"#define SCALE(x) ((x) * 2)", "#define SCALE(x) \\\n  ((x) + LIMIT)"},
      {"#define SCALE(x)", "#define helper other\n#define SCALE(x)"},
      {"#define LIST_LIMIT 16", "#define LIST_LIMIT 32"},
      {"#define GEO_MAX(a, b) ((a) > (b) ? (a) : (b))", "#define GEO_MAX(a, b) ((b) > (a) ? (b) : (a))"},
      {"#define COUNT 3\n", "#define COUNT 4\n#define UNHEARD 1\n"},
      // Classes, bases, templates, default arguments.
      {"struct Point {", "struct Base {};\nstruct Point : Base {"},
      {"  int y;\n", "  int y;\n  int z;\n"},
      {"class Circle final : public Shape", "class Circle : public Shape"},
      {"explicit Shape(int id = 0)", "explicit Shape(int id = 1)"},
      {"  operator double() const { return radius_; }", "  operator float() const { return 1; }"},
      {"int middle(int low, int high = 10)", "int middle(int low, int high = 11)"},
      {"T generic(T value) {\n  return value;", "T generic(T value) {\n  f(1);\n  return value;"},
      {"struct Extra { int width; };", "struct Extra { long width; };"},
      // Of units, before and behind what they include.
      {"int a() { return 1; }", "int a() { return lib::g(1); }"},
      {"#include \"lib.h\"\nint a()", "namespace lib { int g(char value); }\n#include \"lib.h\"\nint a()"},
      {"#include \"lib.h\"\nnamespace { int helper",
       "#define twice thrice\n#include \"lib.h\"\nnamespace { int helper"},
      {"#include \"lib.h\"\nint c()", "namespace lib {}\nusing namespace lib;\n#include \"lib.h\"\nint c()"},
  };
  return edits;
}

const std::vector<std::string>& spare_lines() {
  static const std::vector<std::string> lines = {
      "int pick(char value);",
      "inline long pick(long value) { return value; }",
      "template <class T> int pick(T* value) { return value != nullptr; }",
      "#define LIST_LIMIT 8",
      "#undef LIST_LIMIT",
      "#define COUNT 7",
      "#define GEO_MAX(a, b) (a)",
      "#define value worth",
      "#undef value",
      "inline auto deduced() { return 1L; }",
      "struct Added { int first; struct Inner { char second; } inner; };",
      "constexpr int kAdded = 4;",
      "typedef int number;",
      "static int unused_helper(int a) { return a + 1; }",
      "extern int outside;",
      "#include \"optional.h\"",
      "#include \"common.h\"",
      "#include \"config.h\"",
      "#if 0",
      "#endif",
      "namespace geo { struct Late; int pick(Late*); }",
      "/* one",
      "   two */",
      "  // only words",
      "",
      "}",
      "using geo::pick;",
      "static_assert(1, \"one\");",
      "inline int pick(int value, int more = 2) { return value + more; }",
      "template <> struct geo::Row<int, 8> { int special; static int size() { return 1; } void each(int); };",
      "int late_definition = __LINE__;",
      "static int counted_##__LINE__;",
      "#define PASTE_(a, b) a##b",
      "#define PASTE(a, b) PASTE_(a, b)",
      "static int PASTE(line_, __LINE__);",
      "enum { kNameless = 3 };",
      "#pragma pack(1)",
  };
  return lines;
}

}  // namespace cairn::test
