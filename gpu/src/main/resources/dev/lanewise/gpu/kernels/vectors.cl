// As many floats as an item of the device computes together.
#define JOIN(a, b) a##b
#define OF_LENGTH(name, length) JOIN(name, length)
#define LOAD OF_LENGTH(vload, VECTOR)
#define STORE OF_LENGTH(vstore, VECTOR)
typedef OF_LENGTH(float, VECTOR) lw_vector;

