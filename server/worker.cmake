# The parser processes. The server finds them beside itself, in ../libexec/cairn.
# Without jemalloc: glibc's allocator with malloc_trim after each job took 9 to 13 % less CPU and no more memory.
cairn_library(cairn_server_worker_loop SOURCES worker_loop.cpp DEPENDS cairn_core_worker_wire)

# For one open file.
add_executable(cairn-worker worker_main.cpp)
target_link_libraries(cairn-worker PRIVATE cairn_core_clang cairn_server_worker_loop)

# For the units of the index.
add_executable(cairn-indexer indexer_main.cpp)
target_link_libraries(cairn-indexer PRIVATE cairn_core_clang_indexer cairn_server_worker_loop)

set_target_properties(cairn-worker cairn-indexer PROPERTIES
  RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/libexec/cairn)
