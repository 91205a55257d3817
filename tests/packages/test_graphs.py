"""Graphs that are more than arithmetic, or not the arithmetic that was promised."""

import numpy as np
import pytest
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from tests.packages.hostile import external, inner_graph, sneaky, sparse, with_graph

LOCATIONS = ("weights.bin", "../secret.bin", "/etc/passwd", "", "*/_ORT_MEM_ADDR_/*")


def in_initializer(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.initializer.append(tensor)


def in_attribute(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node.append(helper.make_node("Constant", [], ["stolen"], value=tensor))


def in_attributes(model: ModelProto, tensor: TensorProto) -> None:
    node = helper.make_node("Constant", [], ["stolen"])
    attribute = helper.make_attribute("value", tensor)
    attribute.tensors.append(tensor)
    attribute.ClearField("t")
    node.attribute.append(attribute)
    model.graph.node.append(node)


def in_undeclared_attribute(model: ModelProto, tensor: TensorProto) -> None:
    attribute = model.graph.node[0].attribute.add(name="axis", i=0, type=2)
    attribute.t.CopyFrom(tensor)


def in_subgraph(model: ModelProto, tensor: TensorProto) -> None:
    condition = numpy_helper.from_array(np.array(True), "yes")
    model.graph.initializer.append(condition)
    inner = inner_graph(tensor)
    node = helper.make_node("If", ["yes"], ["out"], then_branch=inner, else_branch=inner)
    model.graph.node.append(node)


def in_plain_node_subgraph(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node[0].attribute.append(helper.make_attribute("body", inner_graph(tensor)))


def in_sparse_initializer(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.sparse_initializer.append(sparse(tensor))


def in_sparse_attribute(model: ModelProto, tensor: TensorProto) -> None:
    model.graph.node.append(helper.make_node("Constant", [], ["s"], sparse_value=sparse(tensor)))


def in_function(model: ModelProto, tensor: TensorProto) -> None:
    body = [helper.make_node("Constant", [], ["y"], value=tensor)]
    opset = [helper.make_opsetid("", 18)]
    model.functions.append(helper.make_function("", "Relu", ["x"], ["y"], body, opset))


def in_training_info(model: ModelProto, tensor: TensorProto) -> None:
    model.training_info.add().initialization.CopyFrom(inner_graph(tensor))


PLACES = [
    in_initializer, in_attribute, in_attributes, in_undeclared_attribute, in_subgraph,
    in_plain_node_subgraph, in_sparse_initializer, in_sparse_attribute, in_function,
    in_training_info,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("location", LOCATIONS)
@pytest.mark.parametrize("make", [external, sneaky])
def test_external_data_is_refused_wherever_it_hides(
    members, refused, place, location, make
) -> None:
    data = with_graph(members, lambda model: place(model, make(location)), "generate.onnx")
    assert refused(data) in (
        "package.external-data",
        "package.foreign-operator",
        "package.bad-graph",
    )


def foreign_domain(model: ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def foreign_node(model: ModelProto) -> None:
    model.graph.node[0].domain = "com.microsoft"


def foreign_ml(model: ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("ai.onnx.ml", 3))


def no_opset(model: ModelProto) -> None:
    del model.opset_import[:]


def late_opset(model: ModelProto) -> None:
    model.opset_import[0].version = 999


def loop(model: ModelProto) -> None:
    model.graph.node.append(helper.make_node("Loop", ["", ""], ["never"]))


def chance(model: ModelProto) -> None:
    model.graph.node.append(helper.make_node("RandomNormal", [], ["r"], shape=[4]))


def unknown(model: ModelProto) -> None:
    model.graph.node[0].op_type = "Sudo"


def many_nodes(model: ModelProto) -> None:
    model.graph.node.extend(helper.make_node("Relu", ["w"], [f"r{i}"]) for i in range(6000))


def many_tensors(model: ModelProto) -> None:
    model.graph.initializer.extend(
        numpy_helper.from_array(np.float32(i), f"t{i}") for i in range(6000)
    )


def huge_dims(model: ModelProto) -> None:
    model.graph.initializer.add(name="h", data_type=1, dims=[1 << 40, 1 << 40])


def overflowing_dims(model: ModelProto) -> None:
    model.graph.initializer.add(name="h", data_type=1, dims=[1 << 25, 1 << 25, 1 << 25])


def negative_dims(model: ModelProto) -> None:
    model.graph.initializer.add(name="h", data_type=1, dims=[-4])


def too_few_numbers(model: ModelProto) -> None:
    model.graph.initializer.add(name="h", data_type=1, dims=[1000], raw_data=b"\0" * 8)


def strings(model: ModelProto) -> None:
    model.graph.initializer.add(name="h", data_type=8, dims=[1], string_data=[b"x"])


def twins(model: ModelProto) -> None:
    model.graph.initializer.append(model.graph.initializer[0])


def circle(model: ModelProto) -> None:
    model.graph.node[0].input[0] = model.graph.node[-1].output[0]


def no_graph(model: ModelProto) -> None:
    model.graph.CopyFrom(GraphProto())


def other_input(model: ModelProto) -> None:
    model.graph.input[0].name = "v"


def other_type(model: ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = 10


def other_shape(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = 4096


def other_rank(model: ModelProto) -> None:
    del model.graph.output[0].type.tensor_type.shape.dim[1:]


def no_shape(model: ModelProto) -> None:
    model.graph.output[0].type.tensor_type.ClearField("shape")


def sequence(model: ModelProto) -> None:
    model.graph.output[0].type.sequence_type.elem_type.tensor_type.elem_type = 1


def more_outputs(model: ModelProto) -> None:
    model.graph.output.append(helper.make_tensor_value_info("values", 1, ["n", 768]))


GRAPHS = {
    foreign_domain: "package.foreign-operator",
    foreign_node: "package.foreign-operator",
    foreign_ml: "package.foreign-operator",
    loop: "package.foreign-operator",
    chance: "package.foreign-operator",
    no_opset: "package.bad-graph",
    late_opset: "package.bad-graph",
    unknown: "package.bad-graph",
    circle: "package.bad-graph",
    twins: "package.bad-graph",
    strings: "package.bad-graph",
    too_few_numbers: "package.bad-graph",
    many_nodes: "package.huge-graph",
    many_tensors: "package.huge-graph",
    huge_dims: "package.huge-graph",
    overflowing_dims: "package.huge-graph",
    negative_dims: "package.huge-graph",
    no_graph: "package.bad-graph",
    other_input: "package.bad-graph",
    other_type: "package.other-shape",
    other_shape: "package.other-shape",
    other_rank: "package.other-shape",
    no_shape: "package.bad-graph",
    sequence: "package.other-shape",
    more_outputs: "package.other-shape",
}


@pytest.mark.parametrize(("change", "code"), GRAPHS.items())
def test_a_graph_that_is_more_than_arithmetic_is_refused(members, refused, change, code) -> None:
    assert refused(with_graph(members, change, "generate.onnx")) == code


def test_every_operator_that_hides_a_graph_is_refused(members, refused) -> None:
    def scan(model: ModelProto) -> None:
        node = NodeProto(op_type="Scan", input=["w"], output=["s"])
        node.attribute.append(helper.make_attribute("body", inner_graph(external("weights.bin"))))
        model.graph.node.append(node)

    assert refused(with_graph(members, scan, "map.onnx")) == "package.foreign-operator"
