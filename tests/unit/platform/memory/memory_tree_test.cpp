#include "platform/memory/memory_tree.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using cairn::memory::MemoryTree;

TEST_CASE("a new node holds nothing", "[memory_tree]") {
  const MemoryTree tree;
  CHECK(tree.self() == 0);
  CHECK(tree.total() == 0);
  CHECK(tree.children().empty());
}

TEST_CASE("a total is the node's own bytes and those of all parts below", "[memory_tree]") {
  MemoryTree tree;
  tree.add(1);
  tree.child("documents").add(10);
  tree.child("documents").child("a.cpp").add(100);
  tree.child("store").add(1000);
  CHECK(tree.self() == 1);
  CHECK(tree.child("documents").total() == 110);
  CHECK(tree.total() == 1111);
}

TEST_CASE("the same name is the same part", "[memory_tree]") {
  MemoryTree tree;
  tree.child("store").add(1);
  tree.child("store").add(2);
  CHECK(tree.children().size() == 1);
  CHECK(tree.child("store").self() == 3);
}

TEST_CASE("a part's reference stays valid while others are added", "[memory_tree]") {
  MemoryTree tree;
  MemoryTree& first = tree.child("first");
  for (int i = 0; i < 1000; ++i) tree.child(std::to_string(i));
  first.add(5);
  CHECK(tree.child("first").self() == 5);
}

TEST_CASE("parts come in the order of their names", "[memory_tree]") {
  MemoryTree tree;
  for (const char* const name : {"store", "caches", "documents"}) tree.child(name);
  std::vector<std::string> names;
  for (const auto& [name, part] : tree.children()) names.push_back(name);
  CHECK(names == std::vector<std::string>{"caches", "documents", "store"});
}
