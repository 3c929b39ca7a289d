#pragma once

namespace shapes {

// A thing with sides.
struct Shape {
  virtual ~Shape() = default;
  virtual int sides() const = 0;
};

struct Square : Shape {
  int sides() const override { return 4; }
  double area = 1;
};

// Adds both numbers.
int add(int left, int right);

}  // namespace shapes
