// Sources with one of everything that has a name.
#pragma once

#include <string>

namespace cairn::clang {

inline const std::string kRichHeader = R"cpp(#pragma once
#define RICH_CALL(f, ...) f(__VA_ARGS__)
#define RICH_LIMIT 10
                                             typedef unsigned long rich_size;
                                             using rich_int = int;
                                             static inline int rich_helper(int value) { return value + RICH_LIMIT; }
                                             namespace rich {
                                             enum Plain { kOne, kTwo };
                                             enum class Scoped : char { kFirst, kSecond };
                                             struct Shape {
                                               Shape() = default;
                                               explicit Shape(int sides);
                                               virtual ~Shape();
                                               virtual double area() const = 0;
                                               int sides = 0;
                                               static int count;
                                               using Name = const char*;
                                               typedef int Id;
                                             };
                                             template <class T, int N = RICH_LIMIT>
                                             class Buffer {
                                              public:
                                               Buffer();
                                               T* begin() { return data_; }
                                               T* end() { return data_ + N; }
                                               T& operator[](int i) { return data_[i]; }
                                               template <class U>
                                               void assign(U&& value);
                                               typedef T value_type;

                                              private:
                                               T data_[N];
                                             };
                                             template <class T>
                                             class Buffer<T*, 1> {
                                              public:
                                               T* only;
                                             };
                                             template <>
                                             class Buffer<char, 2> {
                                              public:
                                               char both[2];
                                             };
                                             template <class T>
                                             T largest(T a, T b) {
                                               return a > b ? a : b;
                                             }
                                             template <class T>
                                             constexpr T zero = T();
                                             template <class T>
                                             using Small = Buffer<T, 4>;
                                             template <class T>
                                             concept Sized = requires(T t) { t.size(); };
                                             inline namespace v1 {
                                             int versioned();
                                             }
                                             extern "C" int rich_c(const char* text);
                                             }  // namespace rich
)cpp";

inline const std::string kRichSource = R"cpp(#include "rich.h"
                                             namespace alias = rich;
                                             using namespace rich;
                                             using rich::kOne;
                                             namespace {
                                             struct Hidden {
                                               int value;
                                               enum State { kOpen, kClosed } state;
                                               void touch();
                                             };
                                             enum Secret { kSecret };
                                             int hidden_count = 0;
                                             void Hidden::touch() { value = hidden_count; }
                                             }  // namespace
                                             static int file_local(Hidden& hidden) { return hidden.value; }
#define TWICE(x) ((x) + (x))
#ifdef TWICE
#define HAVE_TWICE 1
#endif
#if HAVE_TWICE && !defined(NOT_HERE)
                                             struct Square : public rich::Shape {
                                               Square() : Shape(4) {}
                                               Square(const Square& other) = delete;
                                               double area() const override { return side_ * side_; }
                                               operator bool() const { return side_ > 0; }
                                               Square& operator+=(const Square& other) {
                                                 side_ += other.side_;
                                                 return *this;
                                               }
                                               friend bool operator==(const Square& a, const Square& b);
                                               friend struct Hidden;
                                               double side_ = 0;
                                               struct {
                                                 int x;
                                                 int y;
                                               } corner;
                                               union {
                                                 int as_int;
                                                 float as_float;
                                               };
                                             };
#endif
                                             bool operator==(const Square& a, const Square& b) { return a.side_ == b.side_; }
                                             int Shape::count = 0;
                                             rich::Shape::Shape(int n) : sides(n) { ++count; }
                                             Shape::~Shape() {}
                                             template <class T, int N>
                                             Buffer<T, N>::Buffer() {}
                                             template <class T, int N>
                                             template <class U>
                                             void Buffer<T, N>::assign(U&& value) {
                                               data_[0] = value;
                                             }
                                             long double operator""_km(long double value) { return value * 1000; }
                                             int overloaded(int);
                                             int overloaded(double);
                                             int overloaded(Hidden&);
                                             template <class T>
                                             int pick(T t) {
                                               return overloaded(t);
                                             }
                                             struct Base1 {
                                               void f(int);
                                               void f(double);
                                             };
                                             struct Derived1 : Base1 {
                                               using Base1::f;
                                             };
                                             int Hidden::* member = &Hidden::value;
                                             int (*function)(Hidden&) = &file_local;
                                             Small<int> small_buffer;
                                             Buffer<int*, 1> pointer_buffer;
                                             Buffer<char, 2> char_buffer;
                                             rich_size total;
                                             alias::Shape::Id id;
                                             static const int kConstant = kTwo;
                                             int use() {
                                               Square square;
                                               square += square;
                                               Hidden hidden{1, Hidden::kOpen};
                                               square.corner.x = file_local(hidden);
                                               square.as_int = TWICE(hidden_count);
                                               hidden.touch();
                                               Scoped scoped = Scoped::kFirst;
                                               small_buffer[0] = largest(1, 2);
                                               for (int& each : small_buffer) each = zero<int>;
                                               pointer_buffer.only = &square.corner.y;
                                               char_buffer.both[1] = 'x';
                                               auto distance = 1.0_km;
                                               Derived1 derived;
                                               derived.f(1);
                                               auto lambda = [&](int i) { return hidden.value + i + kConstant; };
                                               if (square == square && square) return lambda(kSecret);
                                               pick(hidden);
                                               RICH_CALL(rich_helper, 1);
                                               rich_c("");
                                               v1::versioned();
                                               (void)scoped;
                                               (void)distance;
                                               return overloaded(Shape::count) + (hidden.*member) + function(hidden) + id + int(total) + kOne;
                                             }
)cpp";

inline const std::string kRichC = R"c(#define LIMIT 3
#define MAKE(name) int make_##name(void)
typedef struct {
  int x, y;
} Point;
struct list {
  struct list *next;
  union {
    int number;
    char *text;
  };
  struct {
    int a;
  } inner;
};
enum { FIRST, SECOND = LIMIT };
enum color { RED };
typedef int (*callback)(struct list *, Point);
static int counter;
extern int shared;
int shared = LIMIT;
static int old_style(a, b) int a;
char *b;
{ return a + *b; }
MAKE(thing) { return FIRST; }
static int visit(struct list *list, Point point) {
  counter++;
  list->inner.a = point.x;
  list->number = SECOND;
  Point other = {.x = 1, .y = 2};
  struct list copy = {.next = list, .inner = {.a = RED}};
  callback call = visit;
  enum color color = RED;
  return call(copy.next, other) + old_style(1, "") + make_thing() + shared + (int)color + (int)sizeof(struct list);
}
int main(void) {
  Point points[LIMIT] = {[0] = {1, 2}};
  return visit(0, points[0]) + _Generic(counter, int: visit(0, points[1]), default: 0);
}
)c";

}  // namespace cairn::clang
